/**
 * Linkage in pieces, for engines that spread rows over many processes.
 *
 * Together the pieces give what the whole gives: the same pairs with the same weights, to the last thousandth of a bit.
 */
import type { Limits, Mode, RunOptions, Settings, Table } from './linkage.js'
import type { BlockPlan, BlockTable, Model, TermCounts } from './native.js'

export { BlockPlan, BlockTable, TermCounts } from './native.js'

declare module './native.js' {
  interface BlockTable {
    /** All columns by name: arrays of strings or typed arrays. */
    toColumns(): { [column: string]: string[] | BigInt64Array | Int32Array | Float64Array }
  }
}

export interface BatchOptions {
  /** Of two tables, which one the batch is of: 0 (the default) or 1. */
  side?: number | undefined
  limits?: Partial<Limits> | undefined
}

export interface KeyOptions extends BatchOptions {
  /** Without it, the keys are those to be counted by `blockSizes`; with it, those to bring records together by. */
  plan?: BlockPlan | undefined
}

export interface PlanOptions {
  /** `dedupe` by default. */
  mode?: Mode | undefined
  /** Blocks of more records are cut into tiles of about so many. By default none is. */
  tileRows?: number | undefined
  limits?: Partial<Limits> | undefined
}

export interface PairOptions {
  /** Pairs below this probability are not kept; above 0 and below 1. 0.01 by default. */
  minimumProbability?: number | undefined
  /** Worker threads, 1 by default; 0 takes one for each core. The pairs are the same for any number. */
  threads?: number | undefined
  limits?: Partial<Limits> | undefined
}

/**
 * The blocking keys of the records of one batch: the id column, `row`, `side`, `blocking_rule`, `blocking_key` (the 64 bits of
 * the key as a signed number) and `tile`. `report` says what was set aside.
 */
export function blockKeys(
  table: Table,
  how: Settings | Model,
  options?: KeyOptions & RunOptions,
): Promise<BlockTable>
/** As `blockKeys`, on the calling thread. */
export function blockKeysSync(table: Table, how: Settings | Model, options?: KeyOptions): BlockTable

/** How many records have each key, from rows of `blockKeys` without a plan, or of this function, to add them up. */
export function blockSizes(keys: Table): BlockTable

/** Decides which blocks are left out and which are cut into tiles, before any pair is compared. */
export function planBlocks(sizes: Table, how: Settings | Model, options?: PlanOptions): BlockPlan

/** How many records of one batch have each value of the columns that are compared; `TermCounts.of` adds them up. */
export function termCounts(
  table: Table,
  how: Settings | Model,
  options?: BatchOptions & RunOptions,
): Promise<BlockTable>
/** As `termCounts`, on the calling thread. */
export function termCountsSync(table: Table, how: Settings | Model, options?: BatchOptions): BlockTable

/**
 * Finds the pairs of one part of the rows that may be one person: the columns that the settings name, beside `side`,
 * `blocking_rule`, `blocking_key` and `tile` of `blockKeys`. All rows of a rule, key and tile are in one part.
 */
export function pairsInBlocks(
  rows: Table,
  model: Model,
  plan: BlockPlan,
  terms: TermCounts,
  options?: PairOptions & RunOptions,
): Promise<BlockTable>
/** As `pairsInBlocks`, on the calling thread. */
export function pairsInBlocksSync(
  rows: Table,
  model: Model,
  plan: BlockPlan,
  terms: TermCounts,
  options?: PairOptions,
): BlockTable

/** The keys of one batch for training; brought together, their rows go to `comparisonCounts`. */
export function trainingKeys(
  table: Table,
  how: Settings | Model,
  plan: BlockPlan,
  terms: TermCounts,
  options?: BatchOptions & RunOptions,
): Promise<BlockTable>
/** As `trainingKeys`, on the calling thread. */
export function trainingKeysSync(
  table: Table,
  how: Settings | Model,
  plan: BlockPlan,
  terms: TermCounts,
  options?: BatchOptions,
): BlockTable

/** How many pairs of one part show each comparison pattern. */
export function comparisonCounts(
  rows: Table,
  how: Settings | Model,
  plan: BlockPlan,
  options?: { limits?: Partial<Limits> | undefined } & RunOptions,
): Promise<BlockTable>
/** As `comparisonCounts`, on the calling thread. */
export function comparisonCountsSync(
  rows: Table,
  how: Settings | Model,
  plan: BlockPlan,
  options?: { limits?: Partial<Limits> | undefined },
): BlockTable

/** Trains a model on the counts of all parts, without labels. Rows of one source and pattern are added up. */
export function trainFromCounts(
  counts: Table,
  how: Settings | Model,
  plan: BlockPlan,
  terms: TermCounts,
  options?: RunOptions,
): Promise<Model>
/** As `trainFromCounts`, on the calling thread. */
export function trainFromCountsSync(counts: Table, how: Settings | Model, plan: BlockPlan, terms: TermCounts): Model
