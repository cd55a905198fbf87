// Who owes what to which registry, which open cases are worth a look, and who is looked for where?
import type { RunOptions } from './linkage.js'
import type {
  AssessOptions,
  Assessment,
  Assessments,
  CalendarPolicy,
  Case,
  CaseFindings,
  CasesFindings,
  Direction,
  Document,
  DutyTerm,
  FieldPlan,
  Holiday,
  KnownFacts,
  LeadRegistrant,
  LeadSubject,
  Limits,
  Link,
  LinkSettings,
  LocateInputs,
  LocateSettings,
  Located,
  Offender,
  OffenderFindings,
  OpenCase,
  PeopleSettings,
  PackageHeader,
  PeriodCounts,
  RegistryCounts,
  RegistryReportHeader,
  Rejections,
  ResidenceRule,
  ResolvedPeople,
  Routes,
  RulePack,
  Sensitivity,
  Span,
  SweepList,
  SweepListSettings,
  SweepSettings,
  SweepStop,
  SweepTeam,
  TolledPeriod,
  Travel,
  UpcomingDuties,
  Variation,
} from './schemas.js'

/** Records, or lines of JSON in UTF-8. */
export type Offenders = Iterable<Offender> | Uint8Array
/** The options of an assessment beside its day: `known_on`, `due_soon_days`, `history_from`, `all_registries`, `explain`, … */
export type AssessSettings = Omit<AssessOptions, 'as_of'>

export interface PackOptions {
  /** The rule packs; without them, the federal pack that comes with the library. */
  packs?: Iterable<RulePack> | CompiledPacks | undefined
  /** Upper bounds: `rows` bounds the records, `record_values` the facts of one. */
  limits?: Limits | undefined
}

/** Rule packs that are checked and made ready once, for many calls. */
export class CompiledPacks {
  /**
   * Without packs, the federal one. Several versions of a pack may be given, and each holds while it is in force. Throws
   * `INVALID_PARAMETER` for a pack that does not hold together.
   */
  constructor(packs?: Iterable<RulePack>)
  /** The packs, in the order in which they were given. */
  readonly packs: RulePack[]
}

/**
 * The rule pack of the federal law (SORNA) that comes with the library, to read, to change, and to hand over. Nobody with the
 * authority to do so has signed it: `status` says so.
 */
export function federalPack(): RulePack

/**
 * What one registrant owes under rule packs, as of a day, `YYYY-MM-DD`. What is not known makes a duty undetermined and says what is
 * missing, and never a failure. It finds nobody guilty, and gives no score. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`.
 */
export function assess(offender: Offender, asOf: string, settings?: AssessSettings, options?: PackOptions): Assessment

/**
 * What each of many registrants owes. A record that cannot be used stands in `rejected`, with row, field and reason, and the rest goes
 * on. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`, `CANCELLED`.
 */
export function assessAll(
  offenders: Offenders,
  asOf: string,
  settings?: AssessSettings,
  options?: PackOptions & RunOptions,
): Promise<Assessments>
/** As `assessAll`, on the calling thread. */
export function assessAllSync(
  offenders: Offenders,
  asOf: string,
  settings?: AssessSettings,
  options?: PackOptions,
): Assessments

/**
 * The calendar of what falls due from a day on, by date, then by person: so many days ahead, 90 by default, 3,660 at most. What is
 * overdue is no part of it. Records that cannot be used stand in `rejected`.
 */
export function upcoming(
  offenders: Offenders,
  asOf: string,
  horizonDays?: number,
  settings?: AssessSettings,
  options?: PackOptions & RunOptions,
): Promise<UpcomingDuties>
/** As `upcoming`, on the calling thread. */
export function upcomingSync(
  offenders: Offenders,
  asOf: string,
  horizonDays?: number,
  settings?: AssessSettings,
  options?: PackOptions,
): UpcomingDuties

/** The key of a person for the id of each record: which records are of one person, as linkage found it. */
export type People = Record<string, string | number> | Map<string, string | number>

/**
 * Counts people over many records, each number with its definition. Of a person with several records, the worst compliance counts; a
 * record without a key is a person. Records that cannot be used stand in `rejected`, and in no number.
 */
export function registryCounts(
  offenders: Offenders,
  asOf: string,
  people?: People,
  settings?: AssessSettings,
  options?: PackOptions & RunOptions,
): Promise<RegistryCounts>
/** As `registryCounts`, on the calling thread. */
export function registryCountsSync(
  offenders: Offenders,
  asOf: string,
  people?: People,
  settings?: AssessSettings,
  options?: PackOptions,
): RegistryCounts

/**
 * Which records of several registries are one person, through `linkage` with its model of offenders; never race. What analysts have
 * decided (`must_link`, `cannot_link`) always holds. `keys` of the answer goes into `registryCounts` as `people`; records that cannot be
 * used stand in `rejected`. Throws `INVALID_PARAMETER`, `UNKNOWN_RECORD`, `INSUFFICIENT_DATA`, `LIMIT_EXCEEDED`, `CANCELLED`.
 */
export function resolvePeople(
  offenders: Offenders,
  settings?: Partial<PeopleSettings>,
  options?: { limits?: Limits | undefined } & RunOptions,
): Promise<ResolvedPeople>
/** As `resolvePeople`, on the calling thread. */
export function resolvePeopleSync(
  offenders: Offenders,
  settings?: Partial<PeopleSettings>,
  options?: { limits?: Limits | undefined },
): ResolvedPeople

/**
 * Where one person may be, as of a day, `YYYY-MM-DD`: identity, timeline with gaps and conflicts, places in an order in which to check
 * them with reasons for and against, searches that found nothing, next checks. Points put places in order and say nothing about the
 * person. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`.
 */
export function locate(
  records: Iterable<Offender>,
  asOf: string,
  beside?: Partial<LocateInputs>,
  settings?: Omit<Partial<LocateSettings>, 'as_of'>,
  options?: { limits?: Limits | undefined },
): Located

/**
 * Writes a lead package: what a team carries that goes out to look for a registrant (`kind: 'registrant'`), or what is known of
 * registrants in an open case (`kind: 'case'`). It is for law enforcement, and leaves through `disseminate` of `release`. Every fact stands
 * with its source, day and confidence. Throws `INVALID_PARAMETER`, `UNKNOWN_RECORD`.
 */
export function leadPackage(subject: LeadSubject, header: Omit<PackageHeader, 'most_rows' | 'most_explained'> & Partial<PackageHeader>): Document

/**
 * Counts what happened in a period, from `start` to the day before `until`: people, not rows, each number with its definition. Records
 * that cannot be used stand in `rejected`. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`.
 */
export function periodCounts(
  offenders: Offenders,
  start: string,
  until: string,
  people?: People,
  options?: { limits?: Limits | undefined } & RunOptions,
): Promise<PeriodCounts>
/** As `periodCounts`, on the calling thread. */
export function periodCountsSync(
  offenders: Offenders,
  start: string,
  until: string,
  people?: People,
  options?: { limits?: Limits | undefined },
): PeriodCounts

/**
 * The report of a registry for a period: people assessed, what is overdue by duty, who was located, warrants, arrests, each number with
 * its definition. For the public, small numbers are taken out. Throws `INVALID_PARAMETER` where the counts are not of the last day of
 * the period, or not of the same records and people.
 */
export function registryReport(
  counts: RegistryCounts,
  period: PeriodCounts,
  header: Omit<RegistryReportHeader, 'for_public'> & Partial<RegistryReportHeader>,
  options?: Pick<PackOptions, 'packs'>,
): Document

/**
 * The holidays that federal law gives for a year, 1850 to 2150, by date, with the day on which offices are closed. For a New Year on a
 * Saturday that lies in the year before.
 */
export function federalHolidays(year: number): Holiday[]

export interface CalendarOptions {
  /** The conventions of counting, as `calendar` of a rule pack; each has a default. */
  calendar?: Partial<CalendarPolicy> | undefined
}

/** The last day on which something is in time that is due a term after an event, or before it. Days are `YYYY-MM-DD`. */
export function termEnd(event: string, term: DutyTerm, direction?: Direction, options?: CalendarOptions): string
/** Where a period of years from a day ends, when times in custody do not count. */
export function periodEnd(
  start: string,
  years: number,
  custody?: Iterable<Span>,
  options?: CalendarOptions,
): TolledPeriod
/** The days on which verifications are due, each met on its day. */
export function verificationDates(anchor: string, every: DutyTerm, count: number, options?: CalendarOptions): string[]
/** The day on which someone first lives in a jurisdiction by its rule, when these are the days spent there; `null` before. */
export function residenceFrom(stays: Iterable<Span>, asOf: string, rule: ResidenceRule): string | null

/**
 * Whom to check at which address as of a day, `YYYY-MM-DD`, and why: people who have something overdue, or of whom the record does not say
 * where they are, at the first places to check that have a position. Each address has its `stop` for `verificationSweep`; whom no team is
 * sent to stands in `left_out` with the reason. Throws `INVALID_PARAMETER`, `UNKNOWN_RECORD`.
 */
export function sweepList(
  registrants: Iterable<LeadRegistrant>,
  asOf: string,
  settings?: Omit<Partial<SweepListSettings>, 'as_of'>,
): SweepList

/**
 * Writes the sheet that field teams carry, for law enforcement: for each team its route on a map, whom to check where and when, why, and
 * what officers are to know. It leaves through `disseminate` of `release`. Throws `INVALID_PARAMETER`, `UNKNOWN_RECORD`.
 */
export function sweepSheet(
  plan: FieldPlan,
  header: Omit<PackageHeader, 'most_rows' | 'most_explained'> & Partial<PackageHeader>,
): Document

/**
 * Groups addresses that are to be checked into a route for each team. Each stop stands in one route or among those left out, with the
 * reason; times are minutes after midnight. Without `travel`, 1.3 times the way as the crow flies at 50 km an hour. Throws
 * `INVALID_PARAMETER`, and `LIMIT_EXCEEDED` for more than 5,000 stops or 500 teams.
 */
export function verificationSweep(
  stops: Iterable<SweepStop>,
  teams: Iterable<SweepTeam>,
  travel?: Travel,
  settings?: Partial<SweepSettings>,
  options?: RunOptions,
): Promise<Routes>
/** As `verificationSweep`, on the calling thread. */
export function verificationSweepSync(
  stops: Iterable<SweepStop>,
  teams: Iterable<SweepTeam>,
  travel?: Travel,
  settings?: Partial<SweepSettings>,
): Routes

/** How many links are listed. */
export interface MostOptions {
  /** Otherwise as the settings say. */
  most?: number | undefined
}

/**
 * Registrants, ready to be compared with open cases. Nothing of the records is kept but what is compared, about half a kilobyte for
 * each. What an answer depends on is the records and not their order. What it finds are leads to be checked, with what speaks for and
 * against; no probability that somebody did it, and no score of how dangerous anybody is.
 */
export class OffenderIndex {
  private constructor()
  /**
   * An index of registrants, on a worker thread, a few at a time: hand over a generator, or lines of JSON as bytes, where there are
   * many. `known` is what is known beside the records. One that cannot be used is set aside; `rejected` tells. Throws
   * `INVALID_PARAMETER`, `UNKNOWN_RECORD` where something is known of a registrant who is not there and none was set aside.
   */
  static of(
    offenders: Offenders,
    known?: KnownFacts,
    options?: { limits?: Limits | undefined } & RunOptions,
  ): Promise<OffenderIndex>
  /** As `of`, on the calling thread. */
  static ofSync(offenders: Offenders, known?: KnownFacts, options?: { limits?: Limits | undefined }): OffenderIndex
  /** Registrants who are worth a look in an open case, and who is ruled out of it. */
  findOffenders(open: OpenCase | Case, settings?: LinkSettings, options?: MostOptions): OffenderFindings
  /** The same for many cases, on one thread or several (0, the default, takes one for each core). */
  findOffendersOf(
    cases: Iterable<OpenCase | Case>,
    settings?: LinkSettings,
    options?: MostOptions & { threads?: number | undefined } & RunOptions,
  ): Promise<CasesFindings>
  /** As `findOffendersOf`, while the calling thread waits. */
  findOffendersOfSync(
    cases: Iterable<OpenCase | Case>,
    settings?: LinkSettings,
    options?: MostOptions & { threads?: number | undefined },
  ): CasesFindings
  /** Cases that are worth a look for a registrant, by the id of the record. Throws `UNKNOWN_RECORD`. */
  findCases(
    offender: string,
    cases: Iterable<OpenCase | Case>,
    settings?: LinkSettings,
    options?: MostOptions & RunOptions,
  ): Promise<CaseFindings>
  /** As `findCases`, on the calling thread. */
  findCasesSync(
    offender: string,
    cases: Iterable<OpenCase | Case>,
    settings?: LinkSettings,
    options?: MostOptions,
  ): CaseFindings
  /** One registrant and one case, taken apart, whatever they come to: weights that add up to the total. Throws `UNKNOWN_RECORD`. */
  explain(offender: string, open: OpenCase | Case, settings?: LinkSettings): Link
  /** How the links of a case move as settings do; without variations each number is halved and doubled. */
  sensitivity(
    open: OpenCase | Case,
    settings?: LinkSettings,
    variations?: Iterable<Variation>,
    options?: RunOptions,
  ): Promise<Sensitivity>
  /** As `sensitivity`, on the calling thread. */
  sensitivitySync(open: OpenCase | Case, settings?: LinkSettings, variations?: Iterable<Variation>): Sensitivity
  /** Records that were set aside as it was built, with row, field and reason. */
  readonly rejected: Rejections
  /** Ids of registrants of whom something is known beside the records, and of whom no record could be used. */
  readonly notFound: string[]
  /** How many registrants it holds. */
  readonly length: number
}
