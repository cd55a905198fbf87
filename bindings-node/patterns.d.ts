// Is there a pattern in space and time?
import type { Events } from './events.js'
import type { RunOptions } from './linkage.js'
import type {
  CountAlarms,
  CusumSettings,
  EarsSettings,
  FarringtonSettings,
  GeographicProfile,
  GeographicProfileSettings,
  Jacquez,
  JacquezSettings,
  Knox,
  KnoxSettings,
  Mantel,
  MantelSettings,
  NearPair,
  NearRepeat,
  NearRepeatSettings,
  PredictiveSettings,
  ProfileSettings,
  RegionCounts,
  Scan,
  ScanSettings,
  SpaceTimeK,
  SpaceTimeKSettings,
  TimeProfile,
  TimeRange,
  UnusualCounts,
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

/** Numbers of a column. */
export type Numbers = readonly number[] | Float64Array

/** Further places that circles have their centres at. */
export interface PlaceColumns {
  x: Numbers
  y: Numbers
}

/** Where people live. */
export interface PopulationColumns extends PlaceColumns {
  /** How many people, or cases that are expected there. */
  people: Numbers
  /** For each row of the table of events the row of its place here; without it each event belongs to the nearest. */
  of?: readonly number[] | Uint32Array | undefined
}

/** Options of the permutation scan. */
export interface ScanPermutationOptions extends ChanceOptions {
  /** Further places that circles have their centres at. */
  places?: PlaceColumns | undefined
}

/** Clusters of cases in space and time, from nothing but the cases (Kulldorff et al. 2005). */
export function scanPermutation(
  events: Events,
  settings?: ScanSettings,
  options?: ScanPermutationOptions & RunOptions,
): Promise<Scan>
/** As `scanPermutation`, on the calling thread. */
export function scanPermutationSync(events: Events, settings?: ScanSettings, options?: ScanPermutationOptions): Scan
/** Clusters of cases beyond what the people who live there would give (Kulldorff 1997). */
export function scanPoisson(
  events: Events,
  population: PopulationColumns,
  settings?: ScanSettings,
  options?: ChanceOptions & RunOptions,
): Promise<Scan>
/** As `scanPoisson`, on the calling thread. */
export function scanPoissonSync(
  events: Events,
  population: PopulationColumns,
  settings?: ScanSettings,
  options?: ChanceOptions,
): Scan
/** Clusters of cases among cases and controls (Kulldorff 1997); `isCase` for each row of the table. */
export function scanBernoulli(
  events: Events,
  isCase: Iterable<boolean>,
  settings?: ScanSettings,
  options?: ChanceOptions & RunOptions,
): Promise<Scan>
/** As `scanBernoulli`, on the calling thread. */
export function scanBernoulliSync(
  events: Events,
  isCase: Iterable<boolean>,
  settings?: ScanSettings,
  options?: ChanceOptions,
): Scan

/** A count for each period, in order; null where it is not known, which is not 0. */
export type Counts = Iterable<number | null>

/** Watches counts for a sudden rise: EARS C1, C2 and C3 (Hutwagner et al. 2003). Throws `INVALID_PARAMETER`. */
export function ears(counts: Counts, settings?: EarsSettings): CountAlarms
/** Watches counts for a rise that lasts: the one-sided cumulative sum. */
export function cusum(counts: Counts, settings?: CusumSettings): CountAlarms
/** The reference value of a Poisson CUSUM between a usual and a raised mean. */
export function poissonReference(usual: number, raised: number): number
/** Watches weekly counts against the same weeks of the years before (Farrington 1996; Noufaily 2013). */
export function farrington(counts: Counts, settings?: FarringtonSettings): CountAlarms
/** Which regions have more this period than their own past would give? */
export function unusualCounts(regions: Iterable<RegionCounts>, settings?: PredictiveSettings): UnusualCounts
/** False discovery rates of many p-values (Benjamini and Hochberg 1995). */
export function benjaminiHochberg(pValues: readonly number[]): number[]

/**
 * Where the base of one offender may be, if he lives among the events: a geographic profile (Rossmo 1995; O'Leary 2009), with
 * the assumption under which it holds. Below five events there is none.
 */
export function geographicProfile(
  events: Events,
  settings?: GeographicProfileSettings,
  options?: RunOptions,
): Promise<GeographicProfile>
/** As `geographicProfile`, on the calling thread. */
export function geographicProfileSync(events: Events, settings?: GeographicProfileSettings): GeographicProfile
