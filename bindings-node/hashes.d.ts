/** Is this file known? Digests, perceptual hashes (exactly), videos, living lists of them. */
import type { RunOptions } from './linkage.js'
import type {
  Feedback,
  FileFindings,
  FileHit,
  ListChange,
  ListEntry,
  ListIntake,
  ListRead,
  ListReadOptions,
  ListReport,
  ListSettings,
  MediaFile,
  VideoComparison,
  VideoRule,
} from './schemas.js'

/** A hash of 256 bits: 32 bytes, or 64 hex digits. */
export type Hash256 = string | Uint8Array

/** Many hashes: a list, or one run of bytes with 32 for each. */
export type Hashes = readonly Hash256[] | Uint8Array

/** How an index is made. */
export interface BuildOptions extends RunOptions {
  /** Whether to do without tables: 32 bytes for each hash, best for large batches of queries. */
  scanning?: boolean | undefined
}

/** How far a search goes. */
export interface FindOptions {
  /** How many of the 256 bits may differ, 0 to 64; 31 by default, the usual choice for PDQ. */
  radius?: number | undefined
}

/** A stored hash near the one that was looked for. */
export interface HashMatch {
  id: number
  /** How many bits differ. */
  distance: number
}

/** What was found for many queries, as columns: by query, then distance, then id. */
export interface HashMatches {
  /** The place among the queries, from 0. */
  query: Uint32Array
  id: Uint32Array
  distance: Uint32Array
}

/**
 * Perceptual hashes of 256 bits, such as PDQ, found by how few bits differ: every one within the radius, never an
 * approximation (multi-index hashing with exact radii; Norouzi, Punjani and Fleet 2012).
 *
 * Hashes are numbered from 0 in the order in which they came, and keep their numbers. What is inserted or removed
 * counts at once. All methods throw `INVALID_PARAMETER` for what is no hash, or a radius that is not 0 to 64.
 */
export class PerceptualIndex {
  /** An empty index. */
  constructor(options?: { scanning?: boolean | undefined })
  /** An index of many hashes, made on a worker thread. Also throws `LIMIT_EXCEEDED` and `CANCELLED`. */
  static build(hashes: Hashes, options?: BuildOptions): Promise<PerceptualIndex>
  /**
   * Reads a copy of a snapshot. Throws `CORRUPT_SNAPSHOT` for bytes that are damaged, cut off, or of something else.
   */
  static open(bytes: Uint8Array, options?: OpenOptions): PerceptualIndex
  /**
   * The index as one run of bytes, to be kept in a file. They depend on the stored hashes and their numbers
   * alone.
   */
  snapshot(): Uint8Array
  /** Stores a hash, and gives its number. */
  insert(hash: Hash256): number
  /** Stores many hashes on this thread, and gives the number of the first; use `build` for a whole list. */
  extend(hashes: Hashes): number
  /** Removes a hash; `false` when there is none with this number. */
  remove(id: number): boolean
  /** The 32 bytes of a hash. */
  get(id: number): Uint8Array | undefined
  /** Every stored hash near one, nearest first; `options` is a radius, or an object with one. Throws `LIMIT_EXCEEDED` above 100,000,000. */
  find(hash: Hash256, options?: number | FindOptions): HashMatch[]
  /**
   * The same for many, on a worker thread; it sees the index as it is when called. Throws `LIMIT_EXCEEDED` above
   * 100,000,000 matches of all together.
   */
  findAll(hashes: Hashes, options?: FindOptions & RunOptions): Promise<HashMatches>
  /** As `findAll`, on the calling thread. */
  findAllSync(hashes: Hashes, options?: FindOptions): HashMatches
  /** How a batch of queries is searched; all ways find the same. */
  plan(queries?: number, radius?: number): 'tables' | 'scan'
  /** The bytes of memory that the index takes. */
  readonly bytes: number
  /** How many hashes are stored and not removed. */
  readonly length: number
}

/** How a snapshot is opened. */
export interface OpenOptions {
  /**
   * Whether every byte is checked first, about a second for each gigabyte; `true` by default. Without it, damage beyond
   * the header can hide what is stored, and change it.
   */
  verify?: boolean | undefined
}

/** How a digest was made. */
export type DigestKind = 'md5' | 'sha1' | 'sha256'

/** A digest: bytes, or hex digits of either case. */
export type Digest = string | Uint8Array

/** Many digests: a list, or one run of bytes in which they lie one behind the other. */
export type Digests = readonly Digest[] | Uint8Array

/**
 * Digests of one kind, of which only is asked whether they are there: such as a list of known good files.
 *
 * Sorted rows: 16, 20 or 32 bytes for each digest and less than two more. What is inserted or removed counts at once.
 * All methods throw `INVALID_PARAMETER` for what is no digest of the kind, and then store nothing.
 */
export class DigestSet {
  /** An empty set. */
  constructor(kind: DigestKind)
  /** A set of many digests, made on a worker thread. Also throws `LIMIT_EXCEEDED` and `CANCELLED`. */
  static build(kind: DigestKind, digests: Digests, options?: RunOptions): Promise<DigestSet>
  /**
   * Reads a copy of a snapshot. Throws `CORRUPT_SNAPSHOT` for bytes that are damaged, cut off, or of something else.
   */
  static open(bytes: Uint8Array, options?: OpenOptions): DigestSet
  /** Stores a digest; `false` when it is there already. */
  insert(digest: Digest): boolean
  /** Stores many digests on this thread, and says how many were not there yet; use `build` for a whole list. */
  extend(digests: Digests): number
  /** Removes a digest; `false` when it is not there. */
  remove(digest: Digest): boolean
  /** Whether a digest is there. */
  has(digest: Digest): boolean
  /** Whether each of many is there, 1 or 0, on a worker thread; it sees the set as it is when called. */
  containsAll(digests: Digests, options?: RunOptions): Promise<Uint8Array>
  /** As `containsAll`, on the calling thread. */
  containsAllSync(digests: Digests): Uint8Array
  /** The set as one run of bytes, to be kept in a file. */
  snapshot(): Uint8Array
  /** The kind of its digests. */
  readonly kind: DigestKind
  /** The bytes of memory that it takes. */
  readonly bytes: number
  /** How many digests there are. */
  readonly length: number
}

/** The day of a search. */
export interface OnDay {
  /** The day for `flood_a_day`, as `YYYY-MM-DD`; without it nothing is hidden as a flood. */
  on?: string | undefined
}

/**
 * A list of known files that lives: entries are inserted, changed and deleted, and what happened counts at once.
 *
 * An entry is the hashes, the categories and the series of a file; nothing else of it is kept. Digests are found when
 * they are equal, PDQ hashes within the radius of the list, videos by the rule of vPDQ, and hashes that nobody may look
 * into, such as PhotoDNA, when they are equal. A hit is a lead: it says that hashes are alike, not what is in a file.
 */
/** As of when entries are so. */
export interface AsOf {
  /** A time with its zone, such as `2026-01-02T10:00:00Z`. */
  at?: string | undefined
}

export class HashList {
  /** An empty list. Throws `INVALID_PARAMETER` for settings that are not as they must be. */
  constructor(settings: ListSettings)
  /**
   * Reads a copy of a snapshot. Throws `CORRUPT_SNAPSHOT` for bytes that are damaged, cut off, or of something else.
   */
  static open(bytes: Uint8Array, options?: OpenOptions): HashList
  /**
   * Inserts entries; one with the id of an older entry takes its place. Without `at` they have no time, and change
   * nothing that has one: neither an entry that `apply` gave a time, nor one that it deleted; `without_time` counts
   * those. One that cannot be read is set aside by row, field and reason, and the rest goes on. Throws `LIMIT_EXCEEDED`;
   * what was stored before stays.
   */
  add(files: Iterable<MediaFile>, options?: AsOf): ListIntake
  /**
   * Applies changes by their time: an older one than what is stored is passed over, so that a poll can be applied
   * again, and in any order. One that cannot be read is set aside.
   */
  apply(changes: Iterable<ListChange>): ListIntake
  /**
   * States which state of the list this is from now on, as its owner numbers it: for after its changes were applied.
   * Hits name the version at the time of the search, and snapshots keep it. `null` where the owner states none.
   */
  setVersion(version: string | null): void
  /**
   * Inserts what a reader makes of the next bytes, without an object for each entry; `null` ends its list and gives its
   * report too. Throws as the reader's own `feed`.
   */
  feed(reader: ListReader, bytes: Uint8Array, options?: AsOf): ListIntake
  feed(reader: ListReader, bytes: null, options?: AsOf): ListIntake & { report: ListReport }
  feed(reader: ListReader, bytes: Uint8Array | null, options?: AsOf): ListIntake & { report?: ListReport }
  /**
   * Every entry that a file is like: equal ones first, then by distance and id. At most `most_hits` of the settings are
   * listed, `more_hits` counts the others. Throws `INVALID_PARAMETER`, and `LIMIT_EXCEEDED` for a file that is near more
   * than 100,000,000 hashes.
   */
  find(file: MediaFile, options?: OnDay): FileFindings
  /** The same for many, in their order, on a worker thread; it sees the list as it is when called. */
  findAll(files: Iterable<MediaFile>, options?: OnDay & RunOptions): Promise<FileFindings[]>
  /** As `findAll`, on the calling thread. */
  findAllSync(files: Iterable<MediaFile>, options?: OnDay): FileFindings[]
  /**
   * Entries whose opaque hash is near by a distance of your own, such as licensed code has one for PhotoDNA: distance
   * and hit, nearest first. `distance` is called on this thread with the wanted hash and a stored one; what it throws
   * comes out unchanged. Throws `INVALID_PARAMETER` when the file has no such hash.
   */
  findByDistance(
    file: MediaFile,
    algorithm: string,
    radius: number,
    distance: (wanted: Uint8Array, stored: Uint8Array) => number,
  ): [distance: number, hit: FileHit][]
  /**
   * Keeps the word of a member on the content of an entry; of one member the newest word counts, by `at` or `on`. Throws
   * `UNKNOWN_RECORD`.
   */
  judge(feedback: Feedback): void
  /**
   * Counts hits of entries on a day as `YYYY-MM-DD`, for `flood_a_day`, by their content: entries of one content count as
   * one. Each day counts by itself.
   */
  countHits(entries: Iterable<string>, on: string): void
  /** Whether there is an entry with this id. */
  has(id: string): boolean
  /** An entry with all that the list keeps of it; `undefined` when there is none. */
  get(id: string): ListEntry | undefined
  /** The ids of all entries, in the order in which the last state of each came. */
  ids(): string[]
  /** The list as one run of bytes, to be kept in a file. They depend on what the list holds alone. */
  snapshot(): Uint8Array
  /** Its settings. */
  readonly settings: ListSettings
  /** The bytes of memory that it takes, without the words of members. */
  readonly bytes: number
  /** How many entries there are. */
  readonly length: number
}

/**
 * Reads a list of known files as its bytes come in, so that a list of any size fits: VICS, ICSE, NSRL, or one hash on a
 * line. However the bytes are cut into chunks, the records and the report are the same. What could hold a picture is
 * dropped and counted; what cannot be read is set aside by row, field and reason.
 */
export class ListReader {
  /** A reader for one list. Throws `INVALID_PARAMETER` for options that are not as they must be. */
  constructor(options: ListReadOptions)
  /**
   * Takes the next bytes, and gives the records that are complete with them. Throws `INVALID_UNICODE`,
   * `MISSING_COLUMN`, `DUPLICATE_COLUMN`, `LIMIT_EXCEEDED`, and `INVALID_PARAMETER` for what is not of the format at
   * all.
   */
  feed(bytes: Uint8Array): MediaFile[]
  /** Ends the list: the records that waited for its end, and the report. */
  finish(): ListRead
}

/**
 * Reads a whole list, as bytes in UTF-8 or as text, on a worker thread. Throws as `ListReader.feed`, and `CANCELLED`.
 */
export function readList(data: Uint8Array | string, options: ListReadOptions, run?: RunOptions): Promise<ListRead>
/** As `readList`, on the calling thread. */
export function readListSync(data: Uint8Array | string, options: ListReadOptions): ListRead

/** A frame of a video. */
export interface Frame {
  /** Its hash, 64 hex digits. */
  hash: string
  /** Its quality, 0 to 100. */
  quality: number
}

/**
 * Compares two videos, frame by frame, by the rule of vPDQ. `is_near` is `null` when one of them has no frame to
 * compare. Throws `INVALID_PARAMETER`, and `LIMIT_EXCEEDED` above a hundred million pairs of frames.
 */
export function compareVideos(
  query: Iterable<Frame>,
  compared: Iterable<Frame>,
  rule?: VideoRule,
): VideoComparison & { is_near: boolean | null }
