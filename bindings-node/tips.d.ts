// What was reported, how pressing is it, and has it been reported before?
import type { RunOptions } from './linkage.js'
import type {
  Agency,
  AlikeSettings,
  CyberTipFileRead,
  CyberTipOptions,
  CyberTipRead,
  CyberTipWritten,
  DirectoryNote,
  Jurisdiction,
  Limits,
  Provider,
  ProviderFound,
  Rejections,
  RouteInputs,
  RoutedTips,
  Routing,
  RoutingRules,
  Tip,
  TipCluster,
  TipClusters,
  TipJudgement,
  TipLink,
  TipSeen,
  TipView,
  TipsApart,
  TipsFound,
  Triage,
  TriageContext,
  TriageRules,
  TriagedTips,
} from './schemas.js'

/**
 * Rules of the desk that are checked and made ready once, for many calls; without an argument, those that come with the library. Throws
 * `INVALID_PARAMETER` for a rule that cannot be used.
 */
export class CompiledTriage {
  constructor(rules?: TriageRules)
  /** The rules. */
  readonly rules: TriageRules
}

export interface TriageOptions {
  /** The rules, or `CompiledTriage`; without them, those that come with the library. */
  rules?: TriageRules | CompiledTriage | undefined
}

export interface TriageAllOptions extends TriageOptions {
  /** Upper bounds; `rows` bounds the reports. */
  limits?: Limits | undefined
  /** Worker threads; 0 takes one for each core. Default: 1. */
  threads?: number | undefined
}

/**
 * Reads a report from the XML of the CyberTipline reporting form, leniently; `id` is its number, which the form has not. What is not as the
 * form has it is listed with its path, and what cannot be understood is set aside with its place, hash and reason. No document type is
 * followed. The sequence and the bounds of the form are not confirmed against its schema. Throws `INVALID_PARAMETER`.
 */
export function readCybertip(
  xml: Uint8Array | string,
  id: string,
  options?: CyberTipOptions & { limits?: Limits | undefined },
): CyberTipRead

/** Reads what is said of a file of a report: hashes and metadata; a file has no place in it. Throws `INVALID_PARAMETER`. */
export function readCybertipFile(
  xml: Uint8Array | string,
  options?: CyberTipOptions & { limits?: Limits | undefined },
): CyberTipFileRead

/**
 * Writes a report as the reporting form takes it, in its strict sequence. What the form will not take is listed with its path, and nothing is
 * cut off for it. Throws `INVALID_PARAMETER`.
 */
export function writeCybertip(tip: Tip, options?: CyberTipOptions): CyberTipWritten

/**
 * A report as it was seen at a time, `YYYY-MM-DDTHH:MM:SS` in the local time of the desk: as it was first given, with each later view that was
 * on record by then. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`.
 */
export function viewTip(tip: Tip, views: Iterable<TipView>, asOf: string): TipSeen

/**
 * A directory of agencies and of the areas in which they are competent, ready to route many reports. `inputs` is what the host knows of where
 * things are: shapes, networks, beginnings of numbers, schools. Throws `INVALID_PARAMETER` for a record that cannot be used, and for
 * jurisdictions that are parts of each other in a circle.
 */
export class AgencyDirectory {
  constructor(agencies: Iterable<Agency>, jurisdictions: Iterable<Jurisdiction>, inputs?: Partial<RouteInputs>)
  /** What cannot be used of the directory, and what it lacks. */
  readonly notes: DirectoryNote[]
  /**
   * Where a report belongs, with the evidence for and against each place, and to which agencies it goes; or why a person must decide. `now`
   * tells whether offices are open. Throws `INVALID_PARAMETER`.
   */
  route(tip: Tip, rules?: Partial<RoutingRules>, now?: Date | string): Routing
  /** The same for many, as objects or as lines of JSON; what cannot be read stands in `rejected`. */
  routeAll(
    tips: Iterable<unknown> | Uint8Array,
    rules?: Partial<RoutingRules>,
    options?: { now?: Date | string | undefined; limits?: Limits | undefined } & RunOptions,
  ): Promise<RoutedTips>
  /** As `routeAll`, on the calling thread. */
  routeAllSync(
    tips: Iterable<unknown> | Uint8Array,
    rules?: Partial<RoutingRules>,
    options?: { now?: Date | string | undefined; limits?: Limits | undefined },
  ): RoutedTips
}

/** Providers, by domain, service and form of account. Throws `INVALID_PARAMETER` for a record that cannot be used. */
export class ProviderDirectory {
  constructor(providers: Iterable<Provider>)
  /** How many. */
  readonly length: number
  /**
   * Who is behind a page, a mail address, a domain, a service or an account, whom to ask there, and whether it is likely to have still what
   * happened on a day. Days are `YYYY-MM-DD`. Throws `INVALID_PARAMETER`.
   */
  find(text: string, asOf: string, on?: string): ProviderFound[]
}

/** The rules that come with the library: a starting point, which nobody has verified. */
export function triageRules(): TriageRules

/**
 * Says how complete a report is, how urgent, whether it is enough to act on, what to ask for first, and what each of it rests on. Urgency
 * is about when to read a report, never about how dangerous a person is. Throws `INVALID_PARAMETER`.
 */
export function triage(tip: Tip, context?: Partial<TriageContext>, options?: TriageOptions): Triage

/**
 * Scores many reports, as objects or as lines of JSON, and puts them in the order in which to read them: by urgency, then the earlier, then
 * by id. What cannot be read stands in `rejected`. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`.
 */
export function triageAll(
  tips: Iterable<unknown> | Uint8Array,
  context?: Partial<TriageContext>,
  options?: TriageAllOptions & RunOptions,
): Promise<TriagedTips>
/** As `triageAll`, on the calling thread. */
export function triageAllSync(
  tips: Iterable<unknown> | Uint8Array,
  context?: Partial<TriageContext>,
  options?: TriageAllOptions,
): TriagedTips

/** Says where two reports that look alike part, and which difference counts most. Throws `INVALID_PARAMETER`. */
export function tellApart(
  first: Tip,
  second: Tip,
  context?: Partial<TriageContext>,
  options?: TriageOptions,
): TipsApart

export interface ExtendOptions {
  /** Upper bounds; `rows` bounds the reports. */
  limits?: Limits | undefined
}

/** What became of reports that were added. */
export interface TipsAdded {
  added: number
  replaced: number
  rejected: Rejections
}

/**
 * A living index of reports: what is the same in others, found at once, and what belongs together. Values are kept as hashes alone. What
 * too many reports share, such as an address of a mobile network, counts nothing.
 */
export class TipIndex {
  /** Throws `INVALID_PARAMETER`. */
  constructor(settings?: Partial<AlikeSettings>)
  /** Reads what `toBytes` wrote. Throws `CORRUPT_SNAPSHOT` where a byte is missing or changed, or a newer version wrote it. */
  static fromBytes(bytes: Uint8Array, options?: RunOptions): Promise<TipIndex>
  /** As `fromBytes`, on the calling thread. */
  static fromBytesSync(bytes: Uint8Array): TipIndex
  /**
   * The index as bytes: the same reports, settings and decisions give the same. They hold ids, times, hashes of values, and decisions as they
   * were given: keep them as you keep the reports.
   */
  toBytes(options?: RunOptions): Promise<Uint8Array>
  /** As `toBytes`, on the calling thread. */
  toBytesSync(): Uint8Array
  /** Adds a report; one with the same id is replaced. Whether one was. Throws `INVALID_PARAMETER`. */
  add(tip: Tip): boolean
  /** Adds many reports, as objects or as lines of JSON. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`. */
  extend(tips: Iterable<unknown> | Uint8Array, options?: ExtendOptions & RunOptions): Promise<TipsAdded>
  /** As `extend`, on the calling thread. */
  extendSync(tips: Iterable<unknown> | Uint8Array, options?: ExtendOptions): TipsAdded
  /** Takes a report out. Throws `UNKNOWN_RECORD`. */
  remove(id: string): void
  /** The reports that are like one, whether or not it is in the index; the strongest 10 unless `most` says otherwise. */
  find(tip: Tip, options?: { most?: number | undefined }): TipsFound
  /** Takes two reports of the index apart. The parts sum to the weight. Throws `UNKNOWN_RECORD`. */
  explain(left: string, right: string): TipLink
  /** Keeps what a person decided about two reports; gives the decision whose place it takes. Throws `INVALID_PARAMETER`. */
  judge(judgement: TipJudgement): TipJudgement | null
  /** Takes a decision back. What it was. */
  withdraw(left: string, right: string): TipJudgement | null
  /** All decisions, in order of the ids. */
  judgements(): TipJudgement[]
  /** All clusters and bundles. They depend on the reports and decisions alone, not on the order in which they came. */
  clusters(options?: RunOptions): Promise<TipClusters>
  /** As `clusters`, on the calling thread. */
  clustersSync(): TipClusters
  /** The cluster around a report; the report alone where nothing joins it. Throws `UNKNOWN_RECORD`. */
  clusterOf(id: string): TipCluster
  /** Whether a report is in it. */
  has(id: string): boolean
  /** How many reports there are. */
  readonly length: number
}
