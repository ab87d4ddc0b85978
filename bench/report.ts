/**
 * The side of a bench server that talks to the bench: tells its port, answers what it has used, and
 * ends with the bench. In: the port and, if it likes, something to tell. Out: messages to the parent.
 */
export function reportTo(parent: NodeJS.Process, port: number, notes: () => string = () => ''): void {
  parent.on('message', () => {
    const { user, system } = parent.cpuUsage();
    parent.send?.({ cpu: user + system, memory: parent.memoryUsage.rss(), notes: notes() });
  });
  parent.on('disconnect', () => parent.exit(0));
  parent.send?.({ port });
}
