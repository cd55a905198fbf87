/** What may leave, to whom, what did, and what must be kept? The ledger, in which no entry can be changed unseen. */
import type { Ledger, Released } from './native.js'
import type {
  Actor,
  Decision,
  Document,
  Field,
  Policy,
  Purpose,
  Reader,
  Request,
  RetentionItem,
  RetentionRules,
  RetentionSweep,
  Suppressed,
} from './schemas.js'

export { commitment, Ledger, parseCheckpoint, Released, verifyConsistency, verifyInclusion } from './native.js'
export type { Checkpoint, CsvTable } from './native.js'

/** The day of a sweep, as `YYYY-MM-DD`, and the rules where they are not the defaults. */
export interface RetentionOptions {
  asOf: string
  rules?: Partial<RetentionRules>
}

/**
 * What must be kept, reviewed and destroyed as of a day. Nothing is done: it is a dry run by nature.
 *
 * The rules win in a fixed order: legal hold, preservation of a provider's report (18 USC 2258A), statute, five-year
 * review of criminal intelligence (28 CFR Part 23), the agency's own rules. Throws `INVALID_PARAMETER`.
 */
export function retentionSweep(items: RetentionItem[], options: RetentionOptions): RetentionSweep

/**
 * The policy that the library ships: careful, and a start for an agency's own.
 *
 * Law enforcement reads everything but whole social security numbers and, outside an intelligence system,
 * intelligence; victims, juveniles and reporters only for the purposes that need them. Partners get names as
 * pseudonyms, families what concerns their child, the public what a poster, a notice or a bulletin needs.
 */
export function standardPolicy(): Policy

/** Who asks, what for, about which field, and for whom. */
export interface Question {
  actor: Actor
  purpose: Purpose
  field: Field
  reader: Reader
}

/**
 * What a reader may see of a field, for a purpose, when an actor releases it. Denied by default; the most restrictive
 * of all rules that match decides, and no rule can open what must stay closed, such as who a victim is. Throws
 * `INVALID_PARAMETER`.
 */
export function decide(policy: Policy, question: Question): Decision

/** The ledger that gets the entry, the secret key of this release, and the rules where they are not the standard's. */
export interface ReleaseOptions {
  ledger: Ledger
  /** At least 32 random bytes, for pseudonyms and commitments. Keep it with the record of the release. */
  key: Uint8Array
  policy?: Policy
}

/**
 * Lets a document out: redacts it for its readers, writes the ledger, and gives what they get. It is the only exit.
 *
 * Throws `RELEASE_REFUSED` when the document must not leave as asked (nothing is written then), `INVALID_PARAMETER`
 * when something is not as it must be, `LIMIT_EXCEEDED` when it is too large.
 */
export function disseminate(document: Document, request: Request, options: ReleaseOptions): Released

/**
 * Takes the small counts out of a table, and as many more as it needs so that none can be worked out. A count or
 * total above 0 and below `threshold` (3) is small. It does not protect against other tables about the same people.
 * Throws `INVALID_PARAMETER` and `LIMIT_EXCEEDED`.
 */
export function suppress(counts: number[][], options?: { threshold?: number }): Suppressed
