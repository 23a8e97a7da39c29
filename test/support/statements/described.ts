import pg from 'pg';

/** What PostgreSQL says of a statement that it has parsed, without running it. */
export interface DescribedStatement {
  /** The names of the parameters' types, such as int4, and _int4 for an array. */
  readonly parameters: readonly string[];
  readonly columns: readonly DescribedColumn[];
}

interface DescribedColumn {
  readonly name: string;
  readonly type: string;
  /** It is the column of a table, and that may be null. */
  readonly isNullable: boolean;
}

interface Fields {
  readonly fields: readonly pg.FieldDef[];
}

/** Has PostgreSQL describe statements over one connection. */
export class StatementDescriber implements AsyncDisposable {
  private constructor(
    private readonly client: pg.Client,
    private readonly types: ReadonlyMap<number, string>,
    private readonly nullable: ReadonlySet<string>,
  ) {}

  static async connect(url: string): Promise<StatementDescriber> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    const types = await client.query<{ oid: number; name: string }>(
      `SELECT oid, CASE typtype WHEN 'e' THEN 'text' ELSE typname END AS name FROM pg_type`,
    );
    const nullable = await client.query<{ column: string }>(
      `SELECT a.attrelid || '.' || a.attnum AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE c.relkind = 'r' AND NOT a.attnotnull`,
    );
    return new StatementDescriber(
      client,
      new Map(types.rows.map(({ oid, name }) => [oid, name])),
      new Set(nullable.rows.map(({ column }) => column)),
    );
  }

  /** @throws DatabaseError when PostgreSQL can't parse it */
  async describe(text: string): Promise<DescribedStatement> {
    const description = new Description(text);
    this.client.query(description);
    const { parameters, fields } = await description.done;
    return {
      parameters: parameters.map((oid) => this.#nameOf(oid)),
      columns: fields.map(({ name, dataTypeID, tableID, columnID }) => ({
        name,
        type: this.#nameOf(dataTypeID),
        isNullable: this.nullable.has(`${tableID}.${columnID}`),
      })),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.end();
  }

  #nameOf(oid: number): string {
    return this.types.get(oid) ?? `type ${oid}`;
  }
}

interface Outcome extends Fields {
  readonly parameters: readonly number[];
}

/** Parse and Describe of PostgreSQL's extended protocol, in the form in which pg takes queries of other makers. */
class Description implements pg.Submittable {
  readonly done: Promise<Outcome>;
  #resolve: (outcome: Outcome) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #parameters: readonly number[] = [];
  #fields: readonly pg.FieldDef[] = [];

  constructor(private readonly text: string) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(connection: pg.Connection): void {
    connection.once('parameterDescription', ({ dataTypeIDs }: { dataTypeIDs: readonly number[] }) => {
      this.#parameters = dataTypeIDs;
    });
    connection.parse({ name: '', text: this.text, types: [] }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: Fields): void {
    this.#fields = fields;
  }

  handleError(error: Error): void {
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.#resolve({ parameters: this.#parameters, fields: this.#fields });
  }
}
