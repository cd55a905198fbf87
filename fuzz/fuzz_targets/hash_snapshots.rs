//! Snapshots from outside: any bytes, and good ones with any damage. Opening fails cleanly or gives an index that answers;
//! what was verified gives the same bytes again.
#![no_main]

use std::sync::Arc;

use caselink::{
    NoControl,
    hashes::{DigestKind, DigestSet, Hash256, HashList, ListSettings, PerceptualIndex},
    records::MediaFile,
};
use libfuzzer_sys::fuzz_target;

fn file(number: u8) -> MediaFile {
    let hash = format!("{number:02x}").repeat(32);
    serde_json::from_value(serde_json::json!({
        "id": format!("E{number}"),
        "digests": { "md5": hash[..32], "sha256": hash },
        "perceptual_hashes": [{ "algorithm": "pdq", "value": hash }, { "algorithm": "photodna", "value": "AAAA" }],
    }))
    .unwrap_or_default()
}

fn good(kind: u8) -> Vec<u8> {
    let all = 0..20_u8;
    let made = match kind % 3 {
        0 => {
            let mut index = PerceptualIndex::default();
            let hashes: Vec<Hash256> = all.map(|n| Hash256::new([n; 32])).collect();
            index
                .extend(&hashes, &NoControl)
                .and_then(|_| index.snapshot())
        }
        1 => {
            let mut set = DigestSet::new(DigestKind::Sha1);
            let bytes: Vec<u8> = all.flat_map(|n| [n; 20]).collect();
            set.extend(&bytes, &NoControl).and_then(|_| set.snapshot())
        }
        _ => HashList::new(ListSettings {
            id: "x".to_owned(),
            ..ListSettings::default()
        })
        .and_then(|mut list| {
            list.add(all.map(file).collect(), &NoControl)?;
            list.snapshot()
        }),
    };
    made.unwrap_or_default()
}

fuzz_target!(|bytes: &[u8]| {
    let Some(([kind, damage], rest)) = bytes.split_first_chunk() else {
        return;
    };
    let data = if damage & 1 == 0 {
        rest.to_vec()
    } else {
        let mut data = good(*kind);
        for place in rest.chunks_exact(3) {
            let at = usize::from(place[0]) << 8 | usize::from(place[1]);
            if let Some(byte) = data.get_mut(at) {
                *byte ^= place[2];
            }
        }
        data
    };
    for verified in [false, true] {
        let shared = || Arc::new(data.clone());
        if let Ok(index) = PerceptualIndex::open(shared(), verified, &NoControl) {
            let _ = index.find(Hash256::new([3; 32]), 31);
            let _ = index.get(7);
        }
        if let Ok(set) = DigestSet::open(shared(), verified, &NoControl) {
            let width = set.kind().width();
            let _ = set.contains(&vec![3; width]);
        }
        if let Ok(mut list) = HashList::open(shared(), verified, &NoControl) {
            let _ = list.find(&file(3), None);
            let _ = list.add(vec![file(3), file(99)], &NoControl);
        }
        if verified && damage & 1 == 1 && rest.len() < 3 {
            assert_eq!(data, good(*kind));
        }
    }
});
