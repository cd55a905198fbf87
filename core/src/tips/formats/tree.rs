//! A document as a tree of elements that borrow from it. What cannot be understood is set aside, and what stands before it is kept.

use std::{borrow::Cow, ops::Range};

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use super::answer::SetAside;
use crate::records::{Limits, is_content_text};

/// The deepest that elements may stand within each other; the form has five levels.
const DEEPEST: usize = 32;
/// The most attributes of one element.
const MOST_ATTRIBUTES: usize = 64;

/// A name and its value.
type Attribute<'a> = (Cow<'a, str>, Cow<'a, str>);

/// An element.
#[derive(Default)]
pub(super) struct Node<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) text: Cow<'a, str>,
    pub(super) attributes: Vec<Attribute<'a>>,
    first: u32,
    next: u32,
}

/// All elements, the root first. No number is that of a root's parent, so 0 stands for none.
#[derive(Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    pub(super) fn root(&self) -> Option<u32> {
        (!self.nodes.is_empty()).then_some(0)
    }

    pub(super) fn get(&self, number: u32) -> Option<&Node<'a>> {
        self.nodes.get(number as usize)
    }

    /// The children of an element, in their order.
    pub(super) fn children(&self, number: u32) -> Children<'_, 'a> {
        let first = self.get(number).map_or(0, |node| node.first);
        Children {
            tree: self,
            next: first,
        }
    }
}

pub(super) struct Children<'t, 'a> {
    tree: &'t Tree<'a>,
    next: u32,
}

impl<'t, 'a> Iterator for Children<'t, 'a> {
    type Item = (u32, &'t Node<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.next == 0 {
            return None;
        }
        let number = self.next;
        let node = self.tree.get(number)?;
        self.next = node.next;
        Some((number, node))
    }
}

/// An element that is open: its number, and its last child so far.
struct Open {
    number: u32,
    last: u32,
    /// Where it begins.
    at: usize,
    /// Whether it is in a part that is left out.
    is_out: bool,
    /// Why that part begins here.
    why: Option<&'static str>,
}

/// A text that is no longer is none: content is told by a thousand signs of it.
const SHORTEST_CONTENT: usize = 1_000;
/// Why something is left out that this library never takes.
const CONTENT: &str = "may hold the content of a file, which this library never takes";

/// Whether a name is one that XML has; of the letters beyond ASCII all are taken.
fn is_name(name: &str) -> bool {
    // nearly all are
    let mut bytes = name.bytes();
    if bytes
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic())
        && bytes.all(|one| one.is_ascii_alphanumeric())
    {
        return true;
    }
    let is_letter = |one: char| one.is_alphabetic() || one == '_';
    let mut letters = name.chars();
    letters.next().is_some_and(is_letter)
        && letters.all(|one| {
            is_letter(one) || one.is_numeric() || matches!(one, '-' | '.' | ':' | '\u{b7}')
        })
}

struct Building<'a, 'l> {
    tree: Tree<'a>,
    open: Vec<Open>,
    aside: Vec<SetAside>,
    bytes: &'a [u8],
    limits: &'l Limits,
    is_content: fn(&str) -> bool,
    values: u64,
}

/// Reads a document, as far as it can be read. An element whose name says that it holds the content of a file is left out, and so is a text
/// that reads as such.
pub(super) fn read<'a>(
    text: &'a str,
    is_content: fn(&str) -> bool,
    limits: &Limits,
) -> (Tree<'a>, Vec<SetAside>) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut building = Building {
        tree: Tree::default(),
        open: Vec::new(),
        aside: Vec::new(),
        bytes: text.as_bytes(),
        limits,
        is_content,
        values: 0,
    };
    loop {
        let before = reader.buffer_position() as usize;
        let event = reader.read_event();
        let after = reader.buffer_position() as usize;
        match event {
            Ok(Event::Eof) => {
                if !building.open.is_empty() {
                    let end = building.bytes.len();
                    building.set_aside(end..end, "the document ends before its last element does");
                }
                break;
            }
            Ok(event) => {
                if let Err(reason) = building.add(event, before..after) {
                    let end = building.bytes.len();
                    building.set_aside(before..end, reason);
                    break;
                }
            }
            Err(error) => {
                let from = (reader.error_position() as usize).min(before);
                let end = building.bytes.len();
                building.set_aside(from..end, reason_of(&error));
                break;
            }
        }
    }
    (building.tree, building.aside)
}

/// What is wrong, without any of the text.
const fn reason_of(error: &quick_xml::Error) -> &'static str {
    use quick_xml::Error as E;
    match error {
        E::Syntax(_) => "not XML from here on: something that was opened is not closed",
        E::IllFormed(_) => "not XML from here on: an element does not end where it should",
        E::InvalidAttr(_) => "not XML from here on: an attribute is written wrongly",
        E::Escape(_) => "not XML from here on: a reference to a character is written wrongly",
        _ => "not XML from here on",
    }
}

impl<'a> Building<'a, '_> {
    fn set_aside(&mut self, part: Range<usize>, reason: &str) {
        let bytes = self.bytes.get(part.clone()).unwrap_or_default();
        self.aside.push(SetAside::of(bytes, part.start, reason));
    }

    fn add(&mut self, event: Event<'a>, part: Range<usize>) -> Result<(), &'static str> {
        match event {
            Event::Start(start) => self.start(&start, part)?,
            Event::Empty(start) => {
                let end = part.end;
                self.start(&start, part)?;
                self.end(end);
            }
            Event::End(_) => self.end(part.end),
            Event::Text(text) => self.text(text.xml_content(XmlVersion::Implicit1_0), part),
            Event::CData(text) => self.text(text.xml_content(XmlVersion::Implicit1_0), part),
            Event::GeneralRef(reference) => self.reference(&reference, part),
            Event::DocType(_) => {
                self.set_aside(
                    part,
                    "a document type is not read: no entity is taken from it",
                );
            }
            Event::PI(_) => self.set_aside(part, "an instruction to a program is not followed"),
            Event::Decl(_) | Event::Comment(_) | Event::Eof => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'a>, part: Range<usize>) -> Result<(), &'static str> {
        if self.open.len() >= DEEPEST {
            return Err("elements stand too deep within each other");
        }
        self.values += 1;
        if self.values > self.limits.record_values {
            return Err("there are more elements than the limit record_values");
        }
        if self.open.is_empty() && !self.tree.nodes.is_empty() {
            return Err("a second document follows");
        }
        let number = u32::try_from(self.tree.nodes.len()).map_err(|_| "too many elements")?;
        let attributes = self.attributes(start)?;
        // the name without a prefix; it is borrowed from the document
        let name = self.bytes.get(part.start + 1..).and_then(|bytes| {
            let name = start.name();
            let full = bytes.get(..name.as_ref().len())?;
            let full = std::str::from_utf8(full).ok()?;
            Some(full.rsplit(':').next().unwrap_or(full))
        });
        let name = name.unwrap_or_default();
        if !is_name(name) {
            return Err("not XML from here on: an element has a name that XML does not have");
        }
        let why = (self.is_content)(name).then_some(CONTENT);
        if let Some(parent) = self.open.last()
            && (parent.is_out || why.is_some())
        {
            self.open.push(Open {
                number: parent.number,
                last: 0,
                at: part.start,
                is_out: true,
                why: why.filter(|_| !parent.is_out),
            });
            return Ok(());
        }
        self.tree.nodes.push(Node {
            name: Cow::Borrowed(name),
            attributes,
            ..Node::default()
        });
        if let Some(parent) = self.open.last_mut() {
            let (before, parent_number) = (parent.last, parent.number);
            parent.last = number;
            let link = if before == 0 {
                self.tree
                    .nodes
                    .get_mut(parent_number as usize)
                    .map(|node| &mut node.first)
            } else {
                self.tree
                    .nodes
                    .get_mut(before as usize)
                    .map(|node| &mut node.next)
            };
            if let Some(link) = link {
                *link = number;
            }
        }
        self.open.push(Open {
            number,
            last: 0,
            at: part.start,
            is_out: false,
            why: None,
        });
        Ok(())
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else {
            return;
        };
        if let Some(why) = open.why {
            self.set_aside(open.at..end, why);
            return;
        }
        if open.is_out {
            return;
        }
        let node = self.tree.nodes.get_mut(open.number as usize);
        if let Some(node) = node
            && node.text.len() > SHORTEST_CONTENT
            && is_content_text(&node.text)
        {
            node.text = Cow::Borrowed("");
            self.set_aside(open.at..end, CONTENT);
        }
    }

    fn attributes(&mut self, start: &BytesStart<'a>) -> Result<Vec<Attribute<'a>>, &'static str> {
        let mut all = Vec::new();
        if start.attributes_raw().trim().is_empty() {
            return Ok(all);
        }
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| "an attribute is written wrongly")?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| "an attribute has a reference that is not known")?;
            if all.len() == MOST_ATTRIBUTES || value.len() as u64 > self.limits.field_bytes {
                return Err("an element has too many attributes, or too long ones");
            }
            self.values += 1;
            let name = attribute.key.into_inner();
            if !is_name(name) || is_content_text(&value) {
                return Err("an attribute has a name or a value that is not read");
            }
            all.push((Cow::Owned(name.to_owned()), Cow::Owned(value.into_owned())));
        }
        Ok(all)
    }

    /// Adds to the text of the element that is open; white space alone between elements is none.
    fn text(&mut self, text: Cow<'a, str>, part: Range<usize>) {
        let Some(open) = self.open.last_mut() else {
            if !text.trim().is_empty() {
                self.set_aside(part, "text outside the document");
            }
            return;
        };
        if open.is_out {
            return;
        }
        let Some(node) = self.tree.nodes.get_mut(open.number as usize) else {
            return;
        };
        if node.text.is_empty() && text.trim().is_empty() && open.last != 0 {
            return;
        }
        if (node.text.len() + text.len()) as u64 > self.limits.prose_bytes {
            // the whole value is left out, not a part of it
            node.text = Cow::Borrowed("");
            open.is_out = true;
            self.set_aside(part, "a text is longer than the limit prose_bytes");
            return;
        }
        if node.text.is_empty() {
            node.text = text;
        } else {
            node.text.to_mut().push_str(&text);
        }
    }

    fn reference(&mut self, reference: &BytesRef<'a>, part: Range<usize>) {
        let known = match reference.resolve_char_ref() {
            Ok(Some(character)) => Some(Cow::Owned(character.to_string())),
            Ok(None) => {
                let name = reference.xml10_content();
                quick_xml::escape::resolve_xml_entity(&name).map(Cow::Borrowed)
            }
            Err(_) => None,
        };
        match known {
            Some(text) => self.text(text, part),
            None => self.set_aside(part, "a reference to an entity that is not known here"),
        }
    }
}
