// Which records are the same person or thing?
import { columns } from './columns.js'
import * as native from './native.js'
import { run } from './run.js'

/** @typedef {import('./linkage.js').Table} Table */
/** @typedef {import('./linkage.js').PrepareOptions} PrepareOptions */

export { Clusters, estimatePairs, Explanation, LEAD_NOTICE, Links, Model, Prepared } from './native.js'

// a truth is a table too
/** @type {(this: native.Links, truth: ReturnType<typeof columns>) => import('./linkage.js').Evaluation} */
const evaluate = native.Links.prototype.evaluate
native.Links.prototype.evaluate = function (truth) {
  return evaluate.call(this, columns(truth, (names) => names))
}

/**
 * The arguments of the native `prepare`.
 *
 * @param {Table} left
 * @param {PrepareOptions} options
 * @returns {Parameters<typeof native.prepareSync>}
 */
function preparation(left, { right, settings, mode, limits }) {
  const json = JSON.stringify(settings ?? null)
  const read = (/** @type {Table} */ table) => columns(table, (names) => native.wanted(json, names))
  return [read(left), right && read(right), json, mode, limits && JSON.stringify(limits)]
}

/** @type {import('./linkage.js').prepare} */
export function prepare(left, options) {
  return run(options, (token, progress) => native.prepare(...preparation(left, options), token, progress))
}

/** @type {import('./linkage.js').prepareSync} */
export function prepareSync(left, options) {
  return native.prepareSync(...preparation(left, options))
}

/** @type {import('./linkage.js').train} */
export function train(prepared, options) {
  return run(options, (token, progress) => native.train(prepared, token, progress))
}

/** @type {import('./linkage.js').trainSync} */
export function trainSync(prepared) {
  return native.trainSync(prepared)
}

/** @type {import('./linkage.js').findLinks} */
export function findLinks(prepared, model, options) {
  const { minimumProbability, threads } = options ?? {}
  return run(options, (token, progress) =>
    native.findLinks(prepared, model, minimumProbability, threads, token, progress),
  )
}

/** @type {import('./linkage.js').findLinksSync} */
export function findLinksSync(prepared, model, options) {
  return native.findLinksSync(prepared, model, options?.minimumProbability, options?.threads)
}

/** @type {import('./linkage.js').dedupe} */
export function dedupe(table, how, options) {
  return oneStep(table, how, { ...options, mode: 'dedupe' })
}

/** @type {import('./linkage.js').dedupeSync} */
export function dedupeSync(table, how, options) {
  return oneStepSync(table, how, { ...options, mode: 'dedupe' })
}

/** @type {import('./linkage.js').link} */
export function link(left, right, how, options) {
  return oneStep(left, how, { ...options, right, mode: 'link' })
}

/** @type {import('./linkage.js').linkSync} */
export function linkSync(left, right, how, options) {
  return oneStepSync(left, how, { ...options, right, mode: 'link' })
}

/** @type {import('./linkage.js').linkAndDedupe} */
export function linkAndDedupe(left, right, how, options) {
  return oneStep(left, how, { ...options, right, mode: 'link_and_dedupe' })
}

/** @type {import('./linkage.js').linkAndDedupeSync} */
export function linkAndDedupeSync(left, right, how, options) {
  return oneStepSync(left, how, { ...options, right, mode: 'link_and_dedupe' })
}

/** @typedef {import('./linkage.js').Settings | native.Model} How */
/** @typedef {import('./linkage.js').OneStepOptions & Pick<PrepareOptions, 'right' | 'mode'>} OneStep */

/**
 * @param {Table} left
 * @param {How} how
 * @param {OneStep} options
 */
async function oneStep(left, how, options) {
  const known = how instanceof native.Model ? how : undefined
  const settings = how instanceof native.Model ? how.settings : how
  const prepared = await prepare(left, { ...options, settings })
  return findLinks(prepared, known ?? (await train(prepared, options)), options)
}

/**
 * @param {Table} left
 * @param {How} how
 * @param {OneStep} options
 */
function oneStepSync(left, how, options) {
  const known = how instanceof native.Model ? how : undefined
  const settings = how instanceof native.Model ? how.settings : how
  const prepared = prepareSync(left, { ...options, settings })
  return findLinksSync(prepared, known ?? trainSync(prepared), options)
}
