//! Bits of coded pixels, and the codes in them (ITU-T T.81, annexes C and F).

/// The longest code, in bits.
const LONGEST: usize = 16;

/// Which value each code stands for.
#[derive(Clone)]
pub(super) struct Huffman {
    /// For each sixteen bits, how long the code is with which they begin (0: none), and its value.
    codes: Vec<(u8, u8)>,
}

impl Huffman {
    /// From the number of codes of each length from 1 to 16, and the values of all; `None` where so many codes
    /// cannot be.
    pub fn new(counts: &[u8; LONGEST], values: &[u8]) -> Option<Self> {
        let mut codes = Vec::with_capacity(1 << LONGEST);
        let mut values = values.iter();
        for (length, &count) in (1..).zip(counts) {
            for &value in values.by_ref().take(count.into()) {
                codes.extend(std::iter::repeat_n((length as u8, value), 1 << (LONGEST - length)));
            }
        }
        (codes.len() <= 1 << LONGEST).then(|| {
            codes.resize(1 << LONGEST, (0, 0));
            Self { codes }
        })
    }
}

/// Coded pixels between two markers.
pub(super) struct Bits<'a> {
    data: std::iter::Copied<std::slice::Iter<'a, u8>>,
    /// The next bits, the first one highest.
    ahead: u64,
    /// How many of `ahead` come from the data; below 0, so many were read behind its end.
    count: i32,
}

impl<'a> Bits<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self { data: data.iter().copied(), ahead: 0, count: 0 }
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = self.data.next()?;
        if byte == 0xff {
            self.data.next(); // the 00 that says that this is no marker
        }
        Some(byte)
    }

    fn fill(&mut self) {
        while (0..=56).contains(&self.count) {
            let Some(byte) = self.next_byte() else { return };
            self.ahead |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `length` bits, at most 16; behind the end, zeros.
    pub fn take(&mut self, length: u32) -> u32 {
        if length == 0 {
            return 0;
        }
        self.fill();
        let bits = self.ahead >> (64 - length);
        self.ahead <<= length;
        self.count -= length as i32;
        bits as u32
    }

    /// The next code's value.
    pub fn decode(&mut self, table: &Huffman) -> Option<u8> {
        self.fill();
        let (length, value) = table.codes[(self.ahead >> 48) as usize];
        if length == 0 {
            return None;
        }
        self.take(length.into());
        Some(value)
    }

    pub fn is_past_the_end(&self) -> bool {
        self.count < 0
    }

    /// How many bytes are left over. Encoders fill up the last byte, and cameras add whole ones that are all
    /// zeros or all ones: they do not count.
    pub fn left_over(mut self) -> usize {
        self.fill();
        let begun = (self.count.max(0) % 8) as u32;
        self.take(begun);
        let mut rest = Vec::new();
        while self.count > 0 {
            rest.push(self.take(8) as u8);
            self.fill();
        }
        let is_filling = |value| rest.iter().all(|&byte| byte == value);
        if is_filling(0x00) || is_filling(0xff) { 0 } else { rest.len() }
    }
}
