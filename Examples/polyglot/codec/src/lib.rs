//! Packs a run of tide levels into few bytes: zigzag differences as variable-length integers, then a checksum.

/// Why bytes are no packed levels.
#[derive(Debug, PartialEq, Eq)]
pub enum Damage {
    /// They end in the middle of a number.
    Truncated,
    /// Their checksum is another.
    Checksum,
}

/// Packs levels in millimetres.
pub fn pack(levels: &[i32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(levels.len() + 4);
    let mut previous = 0i32;
    for &level in levels {
        let difference = level.wrapping_sub(previous);
        previous = level;
        let mut rest = ((difference << 1) ^ (difference >> 31)) as u32;
        while rest >= 0x80 {
            bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        bytes.push(rest as u8);
    }
    let sum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

/// Unpacks what [`pack`] made.
pub fn unpack(bytes: &[u8]) -> Result<Vec<i32>, Damage> {
    let split = bytes.len().checked_sub(4).ok_or(Damage::Truncated)?;
    let (body, sum) = bytes.split_at(split);
    if crc32fast::hash(body).to_le_bytes() != sum {
        return Err(Damage::Checksum);
    }
    let mut levels = Vec::new();
    let (mut previous, mut value, mut shift) = (0i32, 0u32, 0);
    for &byte in body {
        if shift > 28 {
            return Err(Damage::Truncated);
        }
        value |= u32::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 {
            let difference = (value >> 1) as i32 ^ -((value & 1) as i32);
            previous = previous.wrapping_add(difference);
            levels.push(previous);
            (value, shift) = (0, 0);
        }
    }
    if shift == 0 { Ok(levels) } else { Err(Damage::Truncated) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        let levels = [0, 12, -40, 2100, 2101, i32::MIN, i32::MAX];
        assert_eq!(unpack(&pack(&levels)).unwrap(), levels);
    }

    #[test]
    fn a_flipped_bit_is_seen() {
        let mut bytes = pack(&[1, 2, 3]);
        bytes[1] ^= 1;
        assert_eq!(unpack(&bytes), Err(Damage::Checksum));
    }
}
