import { onTheService } from '../../support/suites.ts';

onTheService(({ send }) => {
  test.each([
    ['id eq NaN', 0], ['id lt NaN', 0], ['id ge NaN', 0], ['not (id lt NaN)', 1000], ['id ne NaN', 1000], ['not (id ne NaN)', 0],
    ['id divby 0 eq INF', 1000], ['-id divby 0 eq -INF', 1000], ['id divby 0 gt 1000000', 1000], ['id divby (id sub 1) eq INF', 1], ['creditLimit divby 0 eq 1', 0],
    ["cast(id divby 0,Edm.String) eq 'INF'", 1000], ['cast(id divby 0,Edm.Int32) eq null', 1000], ['cast(id,Edm.Byte) eq null', 745], ['cast(id,Edm.Byte) ne null', 255], ['id lt INF', 1000], ['id gt -INF', 1000], ['id eq 1e0', 1],
  ])('%s keeps %i customers: NaN compares with nothing', async (filter, count) => {
    const { text, status } = await send('GET', `/Customers/$count?$filter=${encodeURIComponent(filter)}`);
    expect([status, text]).toEqual([200, String(count)]);
  });

  test.each([
    ['3 divby 0', 'INF'], ['-3 divby 0', '-INF'], ['0 divby 0', 'NaN'], ['3.5 divby 0.0', 'INF'], ['(3 divby 0) sub (3 divby 0)', 'NaN'], ['7 divby 2', 3.5],
  ])('%s is %s, as a number and as a string', async (expression, value) => {
    const read = async (accept: string): Promise<unknown> => {
      const { json } = await send('GET', `/Customers?$top=1&$select=r&$orderby=r&$compute=${encodeURIComponent(`(${expression}) add (id sub id) as r`)}`, { headers: { Accept: accept } });
      return json.value[0].r;
    };
    expect(await read('application/json')).toBe(value);
    const text = await read('application/json;IEEE754Compatible=true');
    expect(typeof value === 'string' ? text : Number(text)).toBe(value);
  });
  test.each(['id div 0', 'id mod 0', 'id mul 1.5 div 0', "duration'P1D' divby 0"])('%s fails', async (expression) => {
    expect((await send('GET', `/Customers?$top=1&$compute=${encodeURIComponent(`${expression} as r`)}&$select=r`)).json.error.code).toBe('DBS501');
  });
});
