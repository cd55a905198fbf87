/** What would agencies hold, if none of these people existed, and what would be true? */
import type { RunOptions } from './linkage.js'
import type { RecordTypes } from './records.js'
import type { Rates, Size, TrueCase, TrueFile, TrueIncident, TrueOffender, TrueTip } from './schemas.js'

/** From which number until before which; all by default, and a million at most. */
export interface Numbers {
  start?: number
  stop?: number
}

/** The same for a run that can be watched and stopped. */
export type NumbersAsync = Numbers & RunOptions

/** The kinds that a world holds. Offenders are counted as people: each has a record in one registry or more. */
export type WorldKind = Exclude<keyof RecordTypes, 'person'>

/** The truth about each kind. */
export interface Truths {
  offender: TrueOffender
  case: TrueCase
  incident: TrueIncident
  tip: TrueTip
  media_file: TrueFile
}

/** A synthetic world. It holds no record; it makes each when asked. `world` makes it. */
export class World {
  private constructor()
  /** How many numbers there are of a kind. */
  count(kind: WorldKind): number
  /** Records; of an offender one for each registry that lists the person. Throws `INVALID_PARAMETER`. */
  records<K extends WorldKind>(kind: K, options?: NumbersAsync): Promise<RecordTypes[K][]>
  recordsSync<K extends WorldKind>(kind: K, options?: Numbers): RecordTypes[K][]
  /** The truth, one object for each number. Throws `INVALID_PARAMETER`. */
  truth<K extends keyof Truths>(kind: K, options?: NumbersAsync): Promise<Truths[K][]>
  truthSync<K extends keyof Truths>(kind: K, options?: Numbers): Truths[K][]
  /** Records as lines of JSON in UTF-8: the quick way for many. */
  ndjson(kind: WorldKind, options?: NumbersAsync): Promise<Uint8Array>
  ndjsonSync(kind: WorldKind, options?: Numbers): Uint8Array
  /** The truth as lines of JSON. */
  truthNdjson(kind: keyof Truths, options?: NumbersAsync): Promise<Uint8Array>
  truthNdjsonSync(kind: keyof Truths, options?: Numbers): Uint8Array
}

/** How often things happen, and the day on which the world stands (`YYYY-MM-DD`; 2026-01-01). */
export interface WorldOptions {
  rates?: Partial<Rates>
  asOf?: string
}

/**
 * The world of a seed: synthetic agencies, registrants, cases, incidents, tips and files, with the truth. Nobody in
 * it exists. The same arguments give the same bytes anywhere. Throws `INVALID_PARAMETER`.
 */
export function world(seed: number, size: Partial<Size>, options?: WorldOptions): World
