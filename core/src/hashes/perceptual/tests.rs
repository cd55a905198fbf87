use proptest::prelude::*;

use super::*;
use crate::NoControl;

/// What a look at every hash finds.
fn by_force(stored: &[Option<Hash256>], hash: Hash256, radius: u32) -> Vec<HashMatch> {
    let all = (0..).zip(stored);
    let mut found: Vec<HashMatch> = all
        .filter_map(|(id, one)| Some((id, one.as_ref()?.distance(hash))))
        .filter(|(_, distance)| *distance <= radius)
        .map(|(id, distance)| HashMatch { distance, id })
        .collect();
    found.sort_unstable();
    found
}

/// Hashes that crowd: few seeds, each with some bits turned; among them all zero and all one.
fn crowd() -> impl Strategy<Value = Hash256> {
    let seed = prop_oneof![
        Just([0_u64; 4]),
        Just([u64::MAX; 4]),
        (0..3_u64).prop_map(|seed| [1, 2, 3, 4].map(|word| crate::hash::combine(seed, word))),
        any::<[u64; 4]>(),
    ];
    (seed, prop::collection::vec(0..256_usize, 0..70)).prop_map(|(mut hash, bits)| {
        for bit in bits {
            hash[bit / 64] ^= 1 << (bit % 64);
        }
        Hash256(hash)
    })
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Hash256),
    Extend(Vec<Hash256>),
    Remove(prop::sample::Index),
    Snapshot,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => crowd().prop_map(Step::Insert),
        2 => prop::collection::vec(crowd(), 0..40).prop_map(Step::Extend),
        2 => any::<prop::sample::Index>().prop_map(Step::Remove),
        1 => Just(Step::Snapshot),
    ];
    prop::collection::vec(step, 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// Whatever was stored and removed, in whatever order: all that is near is found, and nothing else.
    #[test]
    fn finds_what_force_finds(
        steps in steps(), queries in prop::collection::vec(crowd(), 1..50), scanning in any::<bool>(),
        radius in prop_oneof![0..=64_u32, Just(30), Just(31), Just(32)],
    ) {
        let mut index = if scanning { PerceptualIndex::scanning() } else { PerceptualIndex::default() };
        let mut stored: Vec<Option<Hash256>> = Vec::new();
        for step in steps {
            match step {
                Step::Insert(hash) => {
                    prop_assert_eq!(index.insert(hash).unwrap() as usize, stored.len());
                    stored.push(Some(hash));
                }
                Step::Extend(hashes) => {
                    prop_assert_eq!(index.extend(&hashes, &NoControl).unwrap() as usize, stored.len());
                    stored.extend(hashes.into_iter().map(Some));
                }
                Step::Remove(at) if !stored.is_empty() => {
                    let at = at.index(stored.len());
                    prop_assert_eq!(index.remove(at as u32), stored[at].take().is_some());
                }
                Step::Remove(_) => prop_assert!(!index.remove(0)),
                Step::Snapshot => {
                    let bytes = index.snapshot().unwrap();
                    prop_assert!(bytes == index.snapshot().unwrap());
                    index = PerceptualIndex::open(Arc::new(bytes), true, &NoControl).unwrap();
                }
            }
        }
        prop_assert_eq!(index.len(), stored.iter().flatten().count());
        for id in 0..=stored.len() {
            prop_assert_eq!(index.get(id as u32), stored.get(id).copied().flatten());
        }
        // near ones too, and right at the border
        let mut queries = queries;
        queries.extend(stored.iter().flatten().take(20).map(|hash| {
            let mut hash = *hash;
            hash.0[1] ^= (1 << 31) - 1;
            hash
        }));
        let expected: Vec<_> = queries.iter().map(|hash| by_force(&stored, *hash, radius)).collect();
        prop_assert_eq!(&index.find_all(&queries, radius, &NoControl).unwrap(), &expected);
        for (hash, expected) in queries.iter().zip(&expected) {
            prop_assert_eq!(&index.find(*hash, radius).unwrap(), expected);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    /// However hashes came, were removed, kept and opened: the bytes are those of an index that got all at once.
    #[test]
    fn a_snapshot_depends_on_what_is_stored_alone(steps in steps(), scanning in any::<bool>()) {
        let empty = || if scanning { PerceptualIndex::scanning() } else { PerceptualIndex::default() };
        let mut index = empty();
        let mut all: Vec<Hash256> = Vec::new();
        let mut removed = Vec::new();
        for step in steps {
            match step {
                Step::Insert(hash) => {
                    all.push(hash);
                    index.insert(hash).unwrap();
                }
                Step::Extend(hashes) => {
                    index.extend(&hashes, &NoControl).unwrap();
                    all.extend(hashes);
                }
                Step::Remove(at) if !all.is_empty() => {
                    let at = at.index(all.len()) as u32;
                    index.remove(at);
                    removed.push(at);
                }
                Step::Remove(_) => {}
                Step::Snapshot => {
                    let bytes = index.snapshot().unwrap();
                    index = PerceptualIndex::open(Arc::new(bytes), true, &NoControl).unwrap();
                }
            }
        }
        let mut at_once = empty();
        at_once.extend(&all, &NoControl).unwrap();
        for id in removed {
            at_once.remove(id);
        }
        prop_assert!(index.snapshot().unwrap() == at_once.snapshot().unwrap());
    }
}

/// Damage that nobody looked for hides a hash; when tables are merged, all others keep their numbers.
#[test]
fn numbers_stay_when_a_damaged_row_is_merged() {
    let hash = |n: u64| Hash256([n % 9, 7, 7, 7]);
    let mut index = PerceptualIndex::scanning();
    let hashes: Vec<Hash256> = (0..10).map(hash).collect();
    index.extend(&hashes, &NoControl).unwrap();
    let mut bytes = index.snapshot().unwrap();
    // the table of which row has which hash: 0 to 8, and 0 again
    let rows: Vec<u8> = (0..9_u32).chain([0]).flat_map(u32::to_le_bytes).collect();
    let at = bytes
        .windows(rows.len())
        .position(|part| part == rows)
        .unwrap();
    bytes[at + 4 * 4] = 99;
    let mut index = PerceptualIndex::open(Arc::new(bytes), false, &NoControl).unwrap();
    assert_eq!(index.get(4), None);
    let more: Vec<Hash256> = (10..20).map(hash).collect();
    assert_eq!(index.extend(&more, &NoControl).unwrap(), 10);
    assert_eq!(index.len(), 20);
    for id in (0..20).filter(|id| *id != 4) {
        assert_eq!(index.get(id), Some(hash(u64::from(id))), "{id}");
    }
}

/// Many queries near many hashes end before they fill the memory, whichever way they are looked for.
#[test]
fn matches_have_a_limit() {
    let same = vec![Hash256([7; 4]); 30];
    let others: Vec<Hash256> = (0..30).map(|n| Hash256([n << 40, n, n, n])).collect();
    for scanning in [true, false] {
        for queries in [1, 40] {
            let mut index = if scanning {
                PerceptualIndex::scanning()
            } else {
                PerceptualIndex::default()
            };
            index.extend(&others, &NoControl).unwrap();
            index.extend(&same, &NoControl).unwrap();
            // and some that are in no segment yet
            index.extend(&same[..5], &NoControl).unwrap();
            let hashes = vec![Hash256([7; 4]); queries];
            let find = |most| index.find_within(&hashes, 0, Room::new(most), &NoControl);
            let all = 35 * queries as u64;
            assert_eq!(find(all).unwrap().concat().len() as u64, all);
            for most in [0, 29, all - 1] {
                let Err(Error::LimitExceeded { limit, allowed, .. }) = find(most) else {
                    panic!("{scanning} {queries} {most}");
                };
                assert_eq!((limit, allowed), ("matches", most));
            }
        }
    }
}

#[test]
fn a_radius_has_an_end() {
    assert!(
        PerceptualIndex::default()
            .find(Hash256::new([0; 32]), 65)
            .is_err()
    );
    assert_eq!(
        PerceptualIndex::default()
            .find(Hash256::new([0; 32]), 64)
            .unwrap(),
        []
    );
}
