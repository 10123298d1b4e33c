//! A WebAssembly module as far as its functions' names are concerned: its sections, its functions' code.

pub struct Module<'bytes> {
    sections: Vec<(u8, &'bytes [u8])>,
    /// Functions that come from outside are numbered before our own.
    imported: usize,
    /// The code of each function of our own.
    pub bodies: Vec<&'bytes [u8]>,
}

const HEAD: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const CODE: u8 = 10;
const NAMES: &[u8] = b"name";
const OF_FUNCTIONS: u8 = 1;

pub fn read(bytes: &[u8]) -> Result<Module<'_>, String> {
    let mut rest = Rest(bytes.strip_prefix(HEAD).ok_or("this is no WebAssembly module of version 1")?);
    let mut module = Module { sections: Vec::new(), imported: 0, bodies: Vec::new() };
    while !rest.0.is_empty() {
        let (id, content) = (rest.byte()?, rest.block()?);
        match id {
            IMPORTS => module.imported = imported_functions(Rest(content))?,
            CODE => module.bodies = bodies(Rest(content))?,
            _other => {}
        }
        module.sections.push((id, content));
    }
    Ok(module)
}

impl Module<'_> {
    /// The module with these names for its own functions, and no others.
    pub fn with_names(&self, names: &[String]) -> Vec<u8> {
        let mut listed = number(names.len());
        for (place, name) in names.iter().enumerate() {
            listed.extend(number(self.imported + place));
            listed.extend(block(name.as_bytes()));
        }
        let named = [&block(NAMES)[..], &[OF_FUNCTIONS], &block(&listed)].concat();
        let mut out = HEAD.to_vec();
        let others = self.sections.iter().filter(|(id, content)| *id != CUSTOM || !content.starts_with(&block(NAMES)));
        for (id, content) in others.copied().chain([(CUSTOM, &named[..])]) {
            out.push(id);
            out.extend(block(content));
        }
        out
    }
}

fn bodies(mut code: Rest<'_>) -> Result<Vec<&[u8]>, String> {
    (0..code.number()?).map(|_| code.block()).collect()
}

fn imported_functions(mut imports: Rest<'_>) -> Result<usize, String> {
    let mut functions = 0;
    for _ in 0..imports.number()? {
        imports.block()?;
        imports.block()?;
        match imports.byte()? {
            0 => {
                imports.number()?;
                functions += 1;
            }
            1 => {
                imports.byte()?;
                imports.limits()?;
            }
            2 => imports.limits()?,
            3 => {
                imports.byte()?;
                imports.byte()?;
            }
            other => return Err(format!("an import of kind {other} is not known")),
        }
    }
    Ok(functions)
}

struct Rest<'bytes>(&'bytes [u8]);

impl<'bytes> Rest<'bytes> {
    fn byte(&mut self) -> Result<u8, String> {
        let (byte, rest) = self.0.split_first().ok_or("the module ends too early")?;
        self.0 = rest;
        Ok(*byte)
    }

    /// Seven bits a byte, the low ones first.
    fn number(&mut self) -> Result<usize, String> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f).checked_shl(shift).ok_or("a number of the module is too long")?;
            shift += 7;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
    }

    fn block(&mut self) -> Result<&'bytes [u8], String> {
        let length = self.number()?;
        let (block, rest) = self.0.split_at_checked(length).ok_or("the module ends too early")?;
        self.0 = rest;
        Ok(block)
    }

    fn limits(&mut self) -> Result<(), String> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Ok(())
    }
}

fn block(bytes: &[u8]) -> Vec<u8> {
    [number(bytes.len()), bytes.to_vec()].concat()
}

fn number(mut left: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = (left & 0x7f) as u8;
        left >>= 7;
        if left == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `(import "m" "f" (func)) (import "m" "t" (memory 1)) (func) (func nop)`, and names that are let go.
    const MODULE: &[u8] = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\
        \x02\x0e\x02\x01m\x01f\0\0\x01m\x01t\x02\0\x01\
        \x03\x03\x02\0\0\x0a\x08\x02\x02\0\x0b\x03\0\x01\x0b\0\x08\x04name\x01\x01\0";

    #[test]
    fn functions_are_named_by_their_number_behind_those_from_outside() -> Result<(), String> {
        let module = read(MODULE)?;
        assert_eq!((module.imported, &module.bodies[..]), (1, &[&b"\0\x0b"[..], b"\0\x01\x0b"][..]));
        let named = module.with_names(&["b".to_owned(), "a".to_owned()]);
        let before = MODULE.len() - b"\0\x08\x04name\x01\x01\0".len();
        assert_eq!(named, [&MODULE[..before], b"\0\x0e\x04name\x01\x07\x02\x01\x01b\x02\x01a"].concat());
        Ok(())
    }

    #[test]
    fn what_is_no_module_or_broken_off_is_refused() {
        assert!(read(b"\0asm\x02\0\0\0").is_err());
        assert!(read(&MODULE[..MODULE.len() - 1]).is_err());
        assert!(read(&MODULE[..29]).is_err());
    }
}
