/** Which things belong together? */
import type { RunOptions } from './linkage.js'
import type { Events } from './events.js'
import type { Limits, StClusters, StDbscanSettings } from './schemas.js'

/**
 * The connected component of each of `count` things, as the least number in it; `left[i]` and `right[i]` are one
 * pair. `limits.rows` bounds `count` and `limits.pairs` the pairs.
 *
 * Throws `INVALID_PARAMETER` when a pair names a thing at or above `count`, `LENGTH_MISMATCH` and `LIMIT_EXCEEDED`.
 */
export function components(
  count: number,
  left: Uint32Array,
  right: Uint32Array,
  options?: { limits?: Partial<Limits> | undefined },
): Uint32Array

/** What decides ties. */
export interface StDbscanOptions {
  /** For each event its place in the order of your ids; without it the order of the rows decides. */
  order?: readonly number[] | Uint32Array | undefined
}

/**
 * Clusters of events that are dense in space and time: ST-DBSCAN (Birant and Kut 2007), exactly. For each event the number
 * of the first event of its cluster, or null for noise. Throws `INVALID_PARAMETER`, `LENGTH_MISMATCH`, `LIMIT_EXCEEDED`,
 * `CANCELLED`.
 */
export function stDbscan(events: Events, settings?: StDbscanSettings, options?: StDbscanOptions & RunOptions): Promise<StClusters>
/** As `stDbscan`, on the calling thread. */
export function stDbscanSync(events: Events, settings?: StDbscanSettings, options?: StDbscanOptions): StClusters
