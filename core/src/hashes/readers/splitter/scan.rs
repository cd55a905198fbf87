//! How the splitter goes on over bytes.

use memchr::memchr2;

use super::Splitter;

impl Splitter {
    /// Goes on to the next byte that is no blank.
    pub(super) fn next_byte(&mut self, also: u8) -> Option<u8> {
        let rest = self.buffer.get(self.at..)?;
        let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == also;
        let skip = rest.iter().position(|byte| !blank(byte));
        self.at += skip.unwrap_or(rest.len());
        self.start = self.at;
        self.buffer.get(self.at).copied()
    }

    /// The end of the string that `at` is in, if it is here.
    pub(super) fn string(&mut self) -> bool {
        loop {
            if self.escaped {
                if self.at == self.buffer.len() {
                    return false;
                }
                self.at += 1;
                self.escaped = false;
            }
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let Some(found) = memchr2(b'"', b'\\', rest) else {
                self.at = self.buffer.len();
                return false;
            };
            self.escaped = rest.get(found) == Some(&b'\\');
            self.at += found + 1;
            if !self.escaped {
                self.in_string = false;
                return true;
            }
        }
    }

    /// Goes on until the depth is `floor`; whether it came there.
    pub(super) fn down_to(&mut self, floor: u64) -> bool {
        loop {
            if self.in_string && !self.string() {
                return false;
            }
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let mut depth = self.depth;
            let found = rest.iter().position(|byte| match byte {
                b'{' | b'[' => {
                    depth += 1;
                    false
                }
                b'}' | b']' => {
                    depth -= 1;
                    depth == floor
                }
                b'"' => true,
                _ => false,
            });
            self.depth = depth;
            let Some(found) = found else {
                self.at = self.buffer.len();
                return false;
            };
            self.at += found + 1;
            if self.depth == floor {
                return true;
            }
            self.in_string = true;
        }
    }
}
