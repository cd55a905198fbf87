/**
 * Whose case is the child in these files, and where may an unidentified child be? Leads to an agency, never a child's
 * name.
 */
import type { HashList, OnDay } from './hashes.js'
import type { RunOptions } from './linkage.js'
import type {
  Agency,
  Clue,
  ClueFindings,
  ClueRoute,
  ClueSettings,
  ClueTable,
  Document,
  GuideEntry,
  GuideFindings,
  GuideHit,
  GuideRefusal,
  GuideSettings,
  Jurisdiction,
  MediaFile,
  Recognition,
  ReportHeader,
  Series,
  Submission,
  SubmissionCheck,
} from './schemas.js'

/** What is known beside the files. */
export interface RecogniseOptions extends OnDay {
  /** The records of series: the agency, the case, who attests the age. */
  series?: Iterable<Series> | undefined
}

/**
 * Looks for files in lists of known files, and says for each series which agency holds the case. On a worker thread; it
 * sees the lists as they are when called.
 *
 * A file is recognised when a hash is equal to one of a known list, or near it; hits within the radius for review are
 * for a person to look at, and so is one whose MD5 or SHA-1 is equal and whose stronger digest differs. A hit that is
 * only near is hidden where an entry of a suppression list is as near to the same hash of the file or nearer, or has its
 * bytes; what is nearer, equal, or found by another hash stays, and the contradiction is shown. A file that is not of its
 * shape is set aside and listed under `rejected`. Throws `INVALID_PARAMETER` where no file is of its shape, for a series
 * that is not, and for no lists or two with one id; `DUPLICATE_ID` for two files of one id.
 */
export function recognise(
  files: Iterable<MediaFile>,
  lists: Iterable<HashList>,
  options?: RecogniseOptions & RunOptions,
): Promise<Recognition>
/** As `recognise`, on the calling thread. */
export function recogniseSync(
  files: Iterable<MediaFile>,
  lists: Iterable<HashList>,
  options?: RecogniseOptions,
): Recognition

/**
 * The report on recognised children, as a document for law enforcement: it leaves through `release.disseminate`. Throws
 * `INVALID_PARAMETER`, also when `only_agency` holds the case of no series.
 */
export function recognitionReport(recognition: Recognition, header: ReportHeader): Document
/** As `recognitionReport`, on a worker thread: for many files. */
export function recognitionReportAsync(
  recognition: Recognition,
  header: ReportHeader,
  options?: { signal?: AbortSignal | undefined },
): Promise<Document>

/**
 * Looks at the series of a newly identified child before it goes into a list: is it complete, is it known already,
 * which entries would go in? Throws `INVALID_PARAMETER`.
 */
export function checkSubmission(submission: Submission, lists: Iterable<HashList>): SubmissionCheck

/**
 * A guide from partial names of files to known series.
 *
 * Both sides are brought to one form first: lower case, without accents, whatever stands between words as one space,
 * numbers without leading zeros. Partial names that are short or common are not looked for, and `refusals` lists them.
 */
export class EvidenceGuide {
  /** Throws `INVALID_PARAMETER`, and `LIMIT_EXCEEDED` for too many partial names or one that is too long. */
  constructor(entries: Iterable<GuideEntry>, settings?: GuideSettings)
  /** Every partial name that stands in the name of a file. */
  find(name: string): GuideHit[]
  /**
   * The same for many names, on a worker thread. What is common among them is counted and left out; what analysts wrote
   * about a series that is hit comes with it, once. Throws `LIMIT_EXCEEDED`, and `INVALID_UNICODE` for a name with half
   * a surrogate pair: `name.toWellFormed()` mends it.
   */
  findAll(names: Iterable<string>, options?: RunOptions): Promise<GuideFindings>
  /** As `findAll`, on the calling thread. */
  findAllSync(names: Iterable<string>): GuideFindings
  /** The partial names that are not looked for, and why. */
  refusals(): GuideRefusal[]
  /** How many different partial names are looked for. */
  readonly length: number
}

/**
 * The shipped tables: which socket, currency, language, driving side, telephone code and plate belongs to which places.
 * Those that are not `confirmed` are general knowledge without a source.
 */
export function clueTables(): ClueTable[]

/** How clues are combined. */
export interface ClueOptions {
  /** Tables of your own and of `clueTables`; the first with a value decides. The shipped ones by default. */
  tables?: Iterable<ClueTable> | undefined
  /** Which places come into question, and how much a clue may weigh. */
  settings?: ClueSettings | undefined
}

/**
 * Weighs what analysts noted in files of a series into countries and states where the child may be.
 *
 * Each place has an exact sum of parts, for and against. It names no address, and when the clues say too little, the
 * outcome is `insufficient` with the reason. Throws `INVALID_PARAMETER` for an argument that is not of its shape, clues
 * of several series, and two with one id.
 */
export function combineClues(clues: Iterable<Clue>, options?: ClueOptions): ClueFindings

/**
 * Which agency is competent in the places that lead; a route without an agency goes to a person, and says why. Agencies
 * name their areas by the ids of jurisdictions. Throws `INVALID_PARAMETER`.
 */
export function routeClues(
  findings: ClueFindings,
  agencies: Iterable<Agency>,
  jurisdictions: Iterable<Jurisdiction>,
): ClueRoute[]

/** The head of a document on clues. */
export interface ClueDocumentOptions {
  /** The number of the document. */
  id: string
  /** The agency that issues it. */
  agency: string
  /** The day as of which it holds, as `YYYY-MM-DD`. */
  asOf: string
  /** What `routeClues` gave for the findings; without it, the document says nothing of agencies. */
  routes?: Iterable<ClueRoute> | undefined
}

/**
 * What the clues say, as a document for law enforcement: it leaves through `release.disseminate`. The clues are those
 * that gave the findings. A text of an analyst that reads like an address is left out, as far as that is recognised.
 * Throws `INVALID_PARAMETER`.
 */
export function clueDocument(findings: ClueFindings, clues: Iterable<Clue>, options: ClueDocumentOptions): Document
