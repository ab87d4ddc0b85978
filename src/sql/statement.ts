/** SQL as a value: text with `$n` placeholders and what fills them. Nothing here touches a database. */

/** All values travel as text (or null); the SQL casts each to its column's type. */
export type SqlValue = string | null;

export type Statement = {
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** Name under which it may be prepared; absent: unnamed. A hash of the text, at most 63 bytes. */
  readonly name?: string;
};
