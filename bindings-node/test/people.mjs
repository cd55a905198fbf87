// Made-up people: every third record is a copy of the one before it, some with a slip of the pen.

const given = ['Anna', 'Marcus', 'Thi Lan', 'Zoë', 'Robert', 'Hannah', 'Denise', 'Łukasz', 'Catherine', 'Bob', 'Mary Ann']
const family = ['Okafor', 'Painter', 'Núñez', 'Green', 'Nguyen', "O'Brien", 'Lindqvist', 'Smith', '李', 'Garcia Lopez']

/** @type {import('../index.js').linkage.Settings} */
export const settings = {
  id: 'id',
  comparisons: [
    { kind: 'name', column: 'given', swapped_with: 'surname' },
    { kind: 'name', column: 'surname', swapped_with: 'given' },
    { kind: 'date', column: 'born' },
    { kind: 'identifier', column: 'phone' },
    { kind: 'point', latitude: 'lat', longitude: 'lon' },
  ],
  blocking: [[{ column: 'born' }], [{ column: 'phone' }], [{ column: 'surname' }, { column: 'given' }]],
}

/** @param {number} seed */
export function dice(seed) {
  let state = seed >>> 0 || 1
  return (/** @type {number} */ below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

/**
 * @param {number} count
 * @param {number} [seed]
 */
export function people(count, seed = 7) {
  const below = dice(seed)
  const table = {
    id: /** @type {string[]} */ ([]),
    entity: /** @type {string[]} */ ([]),
    given: /** @type {(string | null)[]} */ ([]),
    surname: /** @type {(string | null)[]} */ ([]),
    born: /** @type {(string | null)[]} */ ([]),
    phone: /** @type {(string | null)[]} */ ([]),
    lat: new Float64Array(count),
    lon: new Float64Array(count),
  }
  /** @param {(string | null)[]} list @param {string} value */
  const push = (list, value) => list.push(below(17) === 0 ? null : value)
  let person = -1
  for (let row = 0; row < count; row++) {
    if (row % 3 !== 1) person = row
    const chosen = dice(person + 1)
    for (let i = 0; i < 5; i++) chosen(2)
    table.id.push(`R${row}`)
    table.entity.push(`E${person}`)
    push(table.given, `${given[chosen(given.length)]}${below(9) === 0 ? 'a' : ''}`)
    push(table.surname, `${family[chosen(family.length)]} ${String.fromCharCode(97 + chosen(26), 97 + chosen(26))}`)
    const [year, month, day] = [1940 + chosen(60), 1 + chosen(12), 1 + chosen(28)]
    push(table.born, `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
    push(table.phone, `555${1_000_000 + chosen(9_000_000)}`)
    table.lat[row] = 40 + chosen(1000) / 100
    table.lon[row] = -90 + chosen(1000) / 100
  }
  return table
}

/**
 * The same rows in another order.
 *
 * @template {{ [column: string]: any }} T
 * @param {T} table
 * @param {number} seed
 * @returns {T}
 */
export function shuffled(table, seed) {
  const below = dice(seed)
  const order = Object.keys(Object.values(table)[0]).map(Number)
  for (let i = order.length - 1; i > 0; i--) {
    const j = below(i + 1)
    const kept = /** @type {number} */ (order[i])
    order[i] = /** @type {number} */ (order[j])
    order[j] = kept
  }
  const picked = Object.entries(table).map(([name, values]) => {
    const row = order.map((at) => values[at])
    return [name, Array.isArray(values) ? row : values.constructor.from(row)]
  })
  return Object.fromEntries(picked)
}
