//! The same names in three languages: `public_names.json` lists them, and this test holds the Rust list
//! and the agreement of the three. Python and Node each compare their own list with their modules.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use serde_json::Value;

const MODULES: [&str; 16] = [
    "abductions",
    "events",
    "guidance",
    "patterns",
    "caselink",
    "linkage",
    "compare",
    "records",
    "clustering",
    "release",
    "documents",
    "hashes",
    "synth",
    "tips",
    "tracking",
    "victims",
];
/// Modules within a module, whose functions the other languages have beside the others.
const INNER: [(&str, &str); 2] = [("compare", "metric"), ("compare", "normal")];

fn source(path: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn lists() -> Value {
    serde_json::from_str(&source("tests/public_names.json")).unwrap()
}

fn list(lists: &Value, module: &str, face: &str) -> BTreeSet<String> {
    let names = lists[module][face].as_array().unwrap();
    let set: BTreeSet<String> = names
        .iter()
        .map(|n| n.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        set.len(),
        names.len(),
        "{module} {face}: a name stands twice"
    );
    set
}

/// The names after `pub use`, `pub fn` and `pub struct`, at the outermost level of a file.
fn public_names(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = text;
    while let Some(at) = rest.find("\npub use ") {
        let statement;
        (statement, rest) = rest[at + 9..].split_once(';').unwrap();
        let inner = statement
            .split_once('{')
            .map_or(statement, |(_, inner)| inner);
        for name in inner
            .trim_end_matches('}')
            .split(',')
            .map(str::trim)
            .filter(|n| !n.is_empty())
        {
            names.insert(name.rsplit("::").next().unwrap().to_owned());
        }
    }
    for word in ["\npub fn ", "\npub struct "] {
        names.extend(text.split(word).skip(1).map(|item| {
            item.split(|c: char| !c.is_alphanumeric() && c != '_')
                .next()
                .unwrap()
                .to_owned()
        }));
    }
    names
}

#[test]
fn the_rust_list_is_what_the_modules_export() {
    let lists = lists();
    for module in MODULES {
        let path = if module == "caselink" {
            "src/lib.rs".to_owned()
        } else {
            format!("src/{module}/mod.rs")
        };
        let mut found = public_names(&source(&path));
        for (_, inner) in INNER.iter().filter(|(outer, _)| *outer == module) {
            let names = public_names(&source(&format!("src/{module}/{inner}.rs")));
            found.extend(names.iter().map(|name| format!("{inner}::{name}")));
        }
        for line in source(&path).lines() {
            if let Some(name) = line
                .strip_prefix("pub mod ")
                .and_then(|l| l.strip_suffix(';'))
                && !INNER.contains(&(module, name))
            {
                found.insert(name.to_owned());
            }
        }
        assert_eq!(found, list(&lists, module, "rust"), "{module}");
    }
}

/// `findLinks` as `find_links`; types and constants as they are.
fn snake(name: &str) -> String {
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        return name.to_owned();
    }
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

#[test]
fn python_and_node_have_the_same_names_as_rust() {
    let lists = lists();
    for module in MODULES {
        let node = list(&lists, module, "node");
        // long work has a twin that blocks
        let node: BTreeSet<String> = node
            .iter()
            .filter(|name| {
                !name
                    .strip_suffix("Sync")
                    .is_some_and(|base| node.contains(base))
            })
            .map(|name| snake(name))
            .collect();
        let python = list(&lists, module, "python");
        let rust: BTreeSet<String> = list(&lists, module, "rust")
            .iter()
            .map(|name| name.rsplit("::").next().unwrap().to_owned())
            .collect();
        let mut only: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, entry) in lists["only"][module].as_object().unwrap() {
            assert!(!entry["why"].as_str().unwrap().is_empty());
            only.insert(
                name,
                entry["in"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|f| f.as_str().unwrap())
                    .collect(),
            );
        }
        for name in python.union(&node) {
            let faces: Vec<&str> = [("node", &node), ("python", &python), ("rust", &rust)]
                .into_iter()
                .filter(|(_, names)| names.contains(name))
                .map(|(face, _)| face)
                .collect();
            let expected = only
                .remove(name.as_str())
                .unwrap_or_else(|| vec!["node", "python", "rust"]);
            assert_eq!(faces, expected, "{module}: {name}");
        }
        assert!(
            only.is_empty(),
            "{module}: `only` names what is not there: {only:?}"
        );
    }
}
