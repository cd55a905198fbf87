// Which attempted abductions may be the work of one person, and why?
import type { RunOptions, Table } from './linkage.js'
import type {
  BulletinSettings,
  Case,
  Document,
  EvidenceSettings,
  Flag,
  FoundSeries,
  Incident,
  IncidentColumns,
  IncidentTable,
  Limits,
  PairEvidence,
  Rejections,
  SeriesFound,
  SeriesSettings,
  SimilarIncident,
  Solved,
  SummarySettings,
  Trained,
  TrainingSettings,
  Trends,
  TrendSettings,
} from './schemas.js'

/**
 * The series among attempted abductions: incidents that may be the work of one person, with all that speaks for and against.
 * A series is a lead, and none says what happens next. Throws `INVALID_PARAMETER`, `LIMIT_EXCEEDED`, `CANCELLED`.
 */
export function series(incidents: Iterable<Incident>, settings?: SeriesSettings, options?: RunOptions): Promise<SeriesFound>
/** As `series`, on the calling thread. */
export function seriesSync(incidents: Iterable<Incident>, settings?: SeriesSettings): SeriesFound

/** What comparisons are worth, learned from series whose offender is confirmed; judged on series that were held back. */
export function trainEvidence(
  incidents: Iterable<Incident>,
  solved: Iterable<Solved>,
  settings?: TrainingSettings,
  options?: RunOptions,
): Promise<Trained>
/** As `trainEvidence`, on the calling thread. */
export function trainEvidenceSync(
  incidents: Iterable<Incident>,
  solved: Iterable<Solved>,
  settings?: TrainingSettings,
): Trained

/**
 * What is going on in each region as of a day, ISO text: this window against its own past, hours and weekdays, near repeats,
 * clusters that are alive, and what the data leave open. "Not enough data" is an answer.
 */
export function trends(
  incidents: Iterable<Incident>,
  asOf: string,
  settings?: TrendSettings,
  options?: RunOptions,
): Promise<Trends>
/** As `trends`, on the calling thread. */
export function trendsSync(incidents: Iterable<Incident>, asOf: string, settings?: TrendSettings): Trends

/**
 * The periodic summary of a region, as a document for law enforcement or for everyone: it leaves through
 * `release.disseminate`. `found` is what `series` gave for all incidents; `cases` are open cases to compare with.
 */
export function summary(
  incidents: Iterable<Incident>,
  found: SeriesFound,
  cases: Iterable<Case>,
  settings: SummarySettings,
  options?: RunOptions,
): Promise<Document>
/** As `summary`, on the calling thread. */
export function summarySync(
  incidents: Iterable<Incident>,
  found: SeriesFound,
  cases: Iterable<Case>,
  settings: SummarySettings,
): Document

/**
 * A bulletin on one series that `series` gave, for law enforcement: what to look for, what contradicts itself, and why the
 * incidents are thought to belong together. It leaves through `release.disseminate`. Throws `INVALID_PARAMETER`, and
 * `UNKNOWN_RECORD` when an incident of the series is not among `incidents`.
 */
export function specialBulletin(
  series: FoundSeries,
  incidents: Iterable<Incident>,
  settings: BulletinSettings,
): Document

/**
 * Reads incidents from a flat table, one row for each, by a map of its columns: series of crimes as they are published. A row
 * with a cell that cannot be read is set aside. Throws `INVALID_PARAMETER`, `MISSING_COLUMN`, `WRONG_COLUMN_TYPE`.
 */
export function readTable(
  table: Table,
  columns: IncidentColumns,
  options?: { limits?: Limits | undefined } & RunOptions,
): Promise<IncidentTable>
/** As `readTable`, on the calling thread. */
export function readTableSync(
  table: Table,
  columns: IncidentColumns,
  options?: { limits?: Limits | undefined },
): IncidentTable

/** How many are listed. */
export interface SimilarOptions {
  /** 10 by default. */
  most?: number | undefined
}

/** Incidents that a new one is compared with at once. */
export class SimilarIndex {
  /** `settings` say what comparisons are worth. Throws `INVALID_PARAMETER`. */
  constructor(settings?: EvidenceSettings, options?: { limits?: Limits | undefined })
  /**
   * Adds incidents, or puts each in the place of the one with its id, on a worker thread. Gives those that were set aside, with
   * row, field and reason.
   */
  add(incidents: Iterable<Incident>, options?: RunOptions): Promise<Rejections>
  /** As `add`, on the calling thread. */
  addSync(incidents: Iterable<Incident>): Rejections
  /** Removes an incident; whether it was there. */
  remove(id: string): boolean
  /** The incidents that are most like one, the likeliest first, with all that speaks for and against. */
  findSimilar(incident: Incident, options?: SimilarOptions & RunOptions): Promise<SimilarIncident[]>
  /** As `findSimilar`, on the calling thread. */
  findSimilarSync(incident: Incident, options?: SimilarOptions): SimilarIncident[]
  /** What speaks for and against two incidents: terms that add up to the total. Throws `UNKNOWN_RECORD`. */
  evidence(left: string, right: string): PairEvidence
  /** What looks wrong in the incidents. */
  flags(): Flag[]
  /** How many there are. */
  readonly length: number
}
