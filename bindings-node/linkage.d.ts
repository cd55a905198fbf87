/**
 * Which records are the same person or thing?
 *
 * Errors carry a stable `code`; that of an argument of a wrong type, or of an option that does not exist, is
 * `INVALID_PARAMETER`. A function without `Sync` works on a worker thread and rejects with the code `CANCELLED`
 * when its `signal` is aborted, before or during the run.
 */
import type { Clusters, ExplainOptions, Explanation, Links, Model, Prepared, Unlinkable } from './native.js'
import type {
  ClusterOptions,
  Found,
  JudgementKind,
  KeptJudgement,
  Limits,
  PairJudgement,
  Rejections,
  Settings,
} from './schemas.js'

export {
  Calibration,
  ClusterExplanation,
  Clusters,
  ErrorRates,
  estimatePairs,
  Explanation,
  LEAD_NOTICE,
  Links,
  Model,
  Prepared,
  Recalibration,
  ThresholdSweep,
  Unlinkable,
} from './native.js'
export type { ClusterColumns, ExplainOptions, LinkColumns } from './native.js'
export * from './partitions.js'
export type * from './schemas.js'

/**
 * One column. Numbers that are all whole are integers; an id is text or an integer. Arrays of strings are several values
 * of one record, 16 at most: the best pair of two records counts.
 * Typed arrays are copied before a worker reads them.
 */
export type Values =
  | readonly (string | null | undefined)[]
  | readonly (readonly (string | null)[] | null | undefined)[]
  | readonly (number | null | undefined)[]
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array

/** Columns by name, or Arrow IPC (stream or file). Columns that the settings do not name are not read. */
export type Table = { readonly [column: string]: Values } | Uint8Array

/** Which pairs are candidates: within one table, between two, or both. */
export type Mode = 'dedupe' | 'link' | 'link_and_dedupe'

/** How a long run is watched and stopped. */
export interface RunOptions {
  /** Stops the run when it is aborted. */
  signal?: AbortSignal | null
  /**
   * Called about ten times a second, and if it was, once more at the end with `total` for both. A short run may
   * never call it. What it throws stops the run and comes out unchanged.
   */
  progress?: ((done: number, total: number) => void) | null
}

export interface PrepareOptions {
  /** What to compare, which pairs to look at, and how to train. */
  settings: Settings
  /** The second table. */
  right?: Table | undefined
  /** `dedupe` for one table and `link` for two by default. */
  mode?: Mode | undefined
  limits?: Partial<Limits> | undefined
}

export interface FindOptions {
  /** Pairs below this probability are not kept; above 0 and below 1. 0.01 by default. */
  minimumProbability?: number | undefined
  /** Worker threads, 1 by default; 0 takes one for each core. The links are the same for any number. */
  threads?: number | undefined
}

export interface OneStepOptions extends FindOptions {
  limits?: Partial<Limits> | undefined
}

/** Makes one or two tables ready: every distinct value is brought to its normal form once. */
export function prepare(left: Table, options: PrepareOptions & RunOptions): Promise<Prepared>
/** As `prepare`, on the calling thread. */
export function prepareSync(left: Table, options: PrepareOptions): Prepared

/** Trains a model on prepared tables, without labels. */
export function train(prepared: Prepared, options?: RunOptions): Promise<Model>
/** As `train`, on the calling thread. */
export function trainSync(prepared: Prepared): Model

/**
 * Weighs every record against a copy of itself, to find those that cannot reach the probability (0.95 by default)
 * whatever they are compared with.
 */
export function unlinkable(
  prepared: Prepared,
  model: Model,
  options?: { probability?: number | undefined } | undefined,
): Unlinkable

/** Finds the pairs of records that may be one person. */
export function findLinks(prepared: Prepared, model: Model, options?: FindOptions & RunOptions): Promise<Links>
/** As `findLinks`, on the calling thread. */
export function findLinksSync(prepared: Prepared, model: Model, options?: FindOptions): Links

/**
 * Finds duplicates in one table in one step: prepares, trains unless `how` is a model, and finds links.
 * `progress` begins anew with each of the three.
 */
export function dedupe(table: Table, how: Settings | Model, options?: OneStepOptions & RunOptions): Promise<Links>
/** As `dedupe`, on the calling thread. */
export function dedupeSync(table: Table, how: Settings | Model, options?: OneStepOptions): Links

/** Finds links between two tables in one step, as `dedupe` does. */
export function link(
  left: Table,
  right: Table,
  how: Settings | Model,
  options?: OneStepOptions & RunOptions,
): Promise<Links>
/** As `link`, on the calling thread. */
export function linkSync(left: Table, right: Table, how: Settings | Model, options?: OneStepOptions): Links

/** Finds links between and duplicates within two tables in one step, as `dedupe` does. */
export function linkAndDedupe(
  left: Table,
  right: Table,
  how: Settings | Model,
  options?: OneStepOptions & RunOptions,
): Promise<Links>
/** As `linkAndDedupe`, on the calling thread. */
export function linkAndDedupeSync(left: Table, right: Table, how: Settings | Model, options?: OneStepOptions): Links

/** A record of an `Index`: its id under the name that the settings give it, and columns, each with one value or several. */
export type IndexRecord = {
  readonly [column: string]: string | number | bigint | boolean | null | undefined | readonly (string | null)[]
}

export interface SearchChoices {
  /** Records below this probability are no candidates; above 0 and below 1. 0.01 by default. */
  minimumProbability?: number | undefined
  /** The most candidates that are given, 20 by default. */
  most?: number | undefined
  /** Whether values of the records stand in the explanations; they do not by default. */
  showValues?: boolean | undefined
}

export interface IndexOptions {
  limits?: Partial<Limits> | undefined
}

/**
 * A table that lives: records come and go, and what a record may be linked to is found at once. A search gives what
 * `findLinks` would give for that record in a table of the index's records and the record itself, with the same model.
 */
export class Index {
  /** An empty index that links by a model. */
  constructor(model: Model, options?: IndexOptions)
  /** An index of one prepared table, on a worker thread. */
  static of(prepared: Prepared, model: Model, options?: IndexOptions & RunOptions): Promise<Index>
  /** As `of`, on the calling thread. */
  static ofSync(prepared: Prepared, model: Model, options?: IndexOptions): Index
  /** Reads what `toBytes` wrote, on a worker thread. Throws `CORRUPT_SNAPSHOT`. */
  static fromBytes(bytes: Uint8Array, options?: IndexOptions & RunOptions): Promise<Index>
  /** As `fromBytes`, on the calling thread. */
  static fromBytesSync(bytes: Uint8Array, options?: IndexOptions): Index
  /** The index as one versioned run of bytes with a checksum; they hold what the records hold. */
  toBytes(options?: RunOptions): Promise<Uint8Array>
  /** As `toBytes`, on the calling thread. */
  toBytesSync(): Uint8Array
  /** How many records it holds. */
  readonly length: number
  /** The model that it links by. */
  readonly model: Model
  /** Whether a record has this id. */
  has(id: string | number | bigint): boolean
  /** Adds a record; gives the values that were set aside. Throws `INVALID_PARAMETER` when its id is there. */
  add(record: IndexRecord): Rejections
  /** Puts a record in the place of the one with its id. Throws `UNKNOWN_RECORD`. */
  replace(record: IndexRecord): Rejections
  /** Removes a record. Throws `UNKNOWN_RECORD`. */
  remove(id: string | number | bigint): void
  /** A record as it was given, with a list of texts for each column; null when there is none. */
  record(id: string | number | bigint): { [column: string]: unknown } | null
  /** The records that a record may be linked to, strongest first, each explained: leads, not verdicts. */
  find(record: IndexRecord, options?: SearchChoices): Found
  /** The records that a record of the index may be linked to. Throws `UNKNOWN_RECORD`. */
  neighbours(id: string | number | bigint, options?: SearchChoices): Found
  /** Explains any pair of its records, whether they share a block or not. Throws `UNKNOWN_RECORD`. */
  explain(left: string | number | bigint, right: string | number | bigint, options?: ExplainOptions): Explanation
  /** Keeps what a person has judged of two records. Throws `UNKNOWN_RECORD`, or `INVALID_PARAMETER` when it contradicts others. */
  judge(kind: JudgementKind, judgement: PairJudgement): void
  /** Takes back what was judged of two records, in either order, and gives it. */
  withdraw(kind: JudgementKind, left: string | number | bigint, right: string | number | bigint): PairJudgement
  /** What people have judged, in the order in which they did. */
  readonly judgements: KeptJudgement[]
  /** The clusters of all records that links, or judgements, connect to a record, as the index stands now. */
  clustersAround(id: string | number | bigint, options?: ClusterOptions, run?: RunOptions): Promise<Clusters>
  /** As `clustersAround`, on the calling thread. */
  clustersAroundSync(id: string | number | bigint, options?: ClusterOptions): Clusters
}
