/** How bytes become rows: the classes of Hive that do it, and the columns they fill. */
export interface TableReader {
  readonly columns: readonly (readonly [name: string, type: string])[];
  readonly library: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly inputFormat: string;
  readonly tableParameters?: Readonly<Record<string, string>>;
}
