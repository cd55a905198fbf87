// Is there a pattern in space and time?
import type { RunOptions, Table } from './linkage.js'
import type {
  EventSettings,
  Jacquez,
  JacquezSettings,
  Knox,
  KnoxSettings,
  Limits,
  Mantel,
  MantelSettings,
  NearPair,
  NearRepeat,
  NearRepeatSettings,
  ProfileSettings,
  Rejections,
  SpaceTimeK,
  SpaceTimeKSettings,
  TimeProfile,
  TimeRange,
} from './schemas.js'

/** How often chance is asked. */
export interface ChanceOptions {
  /** How often times are dealt out to the places by chance, 999 by default; 0 for no p-value. */
  replicates?: number | undefined
  /** The seed of chance, 1 by default. */
  seed?: number | undefined
  /** Worker threads, 1 by default; 0 takes one for each core. The outcome is the same for any number. */
  threads?: number | undefined
}

/**
 * Events that have a place and a time, out of a table. Rows without either are set aside and listed, and so are those at
 * 0, 0, outside the range of degrees, or that end before they start. The table is never changed.
 */
export class Events {
  /**
   * `settings` say which columns hold what: `{ x: 'lon', y: 'lat', start: 'day' }`. Times are ISO text, days as numbers, or
   * the dates of Arrow IPC. Throws `MISSING_COLUMN`, `WRONG_COLUMN_TYPE`, `LENGTH_MISMATCH`, `LIMIT_EXCEEDED`,
   * `INVALID_PARAMETER`.
   */
  constructor(table: Table, settings?: EventSettings, options?: { limits?: Limits | undefined })
  /** The rows that were set aside. */
  readonly setAside: Rejections
  /** The row of the table that each event came from. */
  rows(): Uint32Array
  /** How many there are. */
  readonly length: number
}

/** A time that is known as a span: the earliest and the latest. */
export type TimeSpan = readonly [number, number]

/**
 * Are there more pairs that are close in both space and time than chance would give? Knox's test (1964). Throws
 * `INVALID_PARAMETER`, `LIMIT_EXCEEDED` and `CANCELLED`, as do the others.
 */
export function knox(events: Events, settings?: KnoxSettings, options?: ChanceOptions & RunOptions): Promise<Knox>
/** As `knox`, on the calling thread. */
export function knoxSync(events: Events, settings?: KnoxSettings, options?: ChanceOptions): Knox
/** The near-repeat table: for bands of distance and time, how many pairs there are and how many chance would give. */
export function nearRepeat(
  events: Events,
  settings?: NearRepeatSettings,
  options?: ChanceOptions & RunOptions,
): Promise<NearRepeat>
/** As `nearRepeat`, on the calling thread. */
export function nearRepeatSync(events: Events, settings?: NearRepeatSettings, options?: ChanceOptions): NearRepeat
/** The pairs of events behind the observed counts of a near-repeat table. */
export function nearRepeatPairs(events: Events, settings?: NearRepeatSettings, options?: RunOptions): Promise<NearPair[]>
/** As `nearRepeatPairs`, on the calling thread. */
export function nearRepeatPairsSync(events: Events, settings?: NearRepeatSettings): NearPair[]
/** Do distances in space and in time go together? Mantel's test (1967). */
export function mantel(events: Events, settings?: MantelSettings, options?: ChanceOptions & RunOptions): Promise<Mantel>
/** As `mantel`, on the calling thread. */
export function mantelSync(events: Events, settings?: MantelSettings, options?: ChanceOptions): Mantel
/** Are the nearest in space also the nearest in time? Jacquez's test (1996). */
export function jacquez(events: Events, settings?: JacquezSettings, options?: ChanceOptions & RunOptions): Promise<Jacquez>
/** As `jacquez`, on the calling thread. */
export function jacquezSync(events: Events, settings?: JacquezSettings, options?: ChanceOptions): Jacquez
/** Is there clustering in space and time beyond that in each? The space-time K function (Diggle et al. 1995). */
export function spaceTimeK(
  events: Events,
  settings?: SpaceTimeKSettings,
  options?: ChanceOptions & RunOptions,
): Promise<SpaceTimeK>
/** As `spaceTimeK`, on the calling thread. */
export function spaceTimeKSync(events: Events, settings?: SpaceTimeKSettings, options?: ChanceOptions): SpaceTimeK

/** The expected gap between two times of which each is known as a span, in the unit of the spans. */
export function expectedGap(a: TimeSpan, b: TimeSpan): number
/** The same round a cycle, such as a day of 24 hours; a quarter of it where a span covers all of it. */
export function expectedCircularGap(a: TimeSpan, b: TimeSpan, cycle: number): number
/** How likely two times, each known as a span, lie within `tau` of each other. */
export function probabilityWithin(a: TimeSpan, b: TimeSpan, tau: number): number
/** How a time that is known as a span spreads over bins with rising edges (Ratcliffe 2000). */
export function aoristicWeights(span: TimeSpan, edges: readonly number[]): number[]
/** The sum of the aoristic weights of all events, for each bin; the edges are in days. */
export function aoristicCounts(events: Events, edges: Iterable<number>): number[]
/** At which hours and on which weekdays things happened in local time, and how much of it on the way to and from school. */
export function timeProfile(times: Iterable<TimeRange>, settings?: ProfileSettings): TimeProfile
