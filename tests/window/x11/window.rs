//! One window of the app: what it says, where it is, and a mouse and keyboard for it.
//!
//! Input goes through XTEST, so to the app it is real. Coordinates are pixels from the window's
//! upper left corner. There is no window manager, so keys first bring the focus along.
use super::{App, Screen, poll};
use anyhow::{Context as _, Result};
use std::io::IoSlice;
use std::thread::sleep;
use std::time::Duration;
use x11rb::connection::{Connection as _, RequestConnection as _};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    self, AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt as _, EventMask,
    InputFocus, MapState, WindowClass,
};
use x11rb::rust_connection::RustConnection;

/// Names of the keys that tests press.
pub mod key {
    pub const SPACE: u32 = 0x20;
    pub const QUESTION: u32 = 0x3f;
    pub const ZERO: u32 = 0x30;
    pub const N: u32 = 0x6e;
    pub const Q: u32 = 0x71;
    pub const T: u32 = 0x74;
    pub const ESCAPE: u32 = 0xff1b;
    pub const DELETE: u32 = 0xffff;
    pub const DOWN: u32 = 0xff54;
    pub const SHIFT: u32 = 0xffe1;
    pub const CONTROL: u32 = 0xffe3;
}

#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub enum Button {
    Left = 1,
    Middle = 2,
    Right = 3,
}

/// A hand holds a key or a button about so long, over several frames of a slow screen.
const HOLD: Duration = Duration::from_millis(150);
/// Between two clicks of a double click, and two steps of a dragging hand.
const STEP: Duration = Duration::from_millis(25);
/// An app that loads or compiles may take its time to answer.
const HEARING: Duration = Duration::from_secs(60);

pub struct Window<'s> {
    screen: &'s Screen,
    id: xproto::Window,
}

/// Keys that are down; they go up, last first, when this is dropped.
#[must_use = "the keys go up again at once"]
pub struct Held<'s> {
    screen: &'s Screen,
    codes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
pub struct Geometry {
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl<'s> Window<'s> {
    /// Waits for a window on the screen whose class or title starts with "Signalscape".
    pub fn find(screen: &'s Screen, app: &mut App, within: Duration) -> Result<Self> {
        let id = poll("the app's window", within, || {
            app.check_alive()?;
            Ok(find_below(screen, screen.root()))
        })?;
        Ok(Self { screen, id })
    }

    pub(super) fn screen(&self) -> &'s Screen {
        self.screen
    }

    pub(super) fn id(&self) -> xproto::Window {
        self.id
    }

    pub fn title(&self) -> Result<String> {
        title_of(self.screen, self.id)
    }

    /// Waits for a title that `fits`; returns it.
    pub fn wait_title(
        &self,
        what: &str,
        within: Duration,
        fits: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let mut last = String::new();
        poll(what, within, || {
            last = self.title()?;
            Ok(fits(&last).then(|| last.clone()))
        })
        .with_context(|| format!("the last title was {last:?}"))
    }

    /// Its place on the screen and its size.
    pub fn geometry(&self) -> Result<Geometry> {
        let size = self.screen.connection().get_geometry(self.id)?.reply()?;
        let (x, y) = self.on_screen(0, 0)?;
        Ok(Geometry { x, y, width: size.width, height: size.height })
    }

    /// The point this part of the way across and down the window.
    pub fn point(&self, across: f64, down: f64) -> Result<(i16, i16)> {
        let size = self.geometry()?;
        let at = |part: f64, length: u16| (part * f64::from(length)) as i16;
        Ok((at(across, size.width), at(down, size.height)))
    }

    pub fn mouse_move(&self, x: i16, y: i16) -> Result<()> {
        let (x, y) = self.on_screen(x, y)?;
        fake_input(self.screen, xproto::MOTION_NOTIFY_EVENT, 0, (x, y))
    }

    /// Puts the pointer there as a remote desktop does: a place, and no motion of a device.
    pub fn warp(&self, x: i16, y: i16) -> Result<()> {
        let (x, y) = self.on_screen(x, y)?;
        let (connection, root) = (self.screen.connection(), self.screen.root());
        connection.warp_pointer(x11rb::NONE, root, 0, 0, 0, 0, x, y)?.check()?;
        Ok(())
    }

    /// Draws through all points with a button down, as fast as the server takes it: many places a frame.
    pub fn draw_through(&self, button: Button, points: &[(i16, i16)]) -> Result<()> {
        let (&first, rest) = points.split_first().context("no points")?;
        self.warp(first.0, first.1)?;
        self.press(button as u8)?;
        rest.iter().try_for_each(|point| self.warp(point.0, point.1))?;
        self.release(button as u8)
    }

    pub fn click(&self, button: Button) -> Result<()> {
        self.press(button as u8)?;
        sleep(HOLD);
        self.release(button as u8)
    }

    pub fn double_click(&self, button: Button) -> Result<()> {
        self.press(button as u8)?;
        sleep(STEP);
        self.release(button as u8)?;
        sleep(STEP);
        self.press(button as u8)?;
        sleep(STEP);
        self.release(button as u8)
    }

    /// Moves from one point to another in `steps`, with the left button down.
    pub fn drag(&self, from: (i16, i16), to: (i16, i16), steps: u16) -> Result<()> {
        self.mouse_move(from.0, from.1)?;
        self.press(Button::Left as u8)?;
        for step in 1..=steps {
            let on_the_way = |a: i16, b: i16| {
                let way = f64::from(step) / f64::from(steps);
                (f64::from(a) + (f64::from(b) - f64::from(a)) * way).round() as i16
            };
            sleep(STEP);
            self.mouse_move(on_the_way(from.0, to.0), on_the_way(from.1, to.1))?;
        }
        sleep(STEP);
        self.release(Button::Left as u8)
    }

    /// Turns the wheel: up, away from the person, is positive. winit counts each line twice, as
    /// the press and as the release of a wheel's button; a real mouse reports an axis instead.
    pub fn scroll(&self, lines: i32) -> Result<()> {
        let wheel = if lines > 0 { 4 } else { 5 };
        for _ in 0..lines.unsigned_abs() {
            self.press(wheel)?;
            self.release(wheel)?;
        }
        Ok(())
    }

    /// Presses a key, with Shift where the keyboard needs it.
    pub fn key(&self, keysym: u32) -> Result<()> {
        let held = self.hold(&[keysym])?;
        sleep(HOLD);
        drop(held);
        Ok(())
    }

    pub fn key_with(&self, modifier: u32, keysym: u32) -> Result<()> {
        let held = self.hold(&[modifier, keysym])?;
        sleep(HOLD);
        drop(held);
        Ok(())
    }

    /// Presses keys, in order, and keeps them down. Held until the effect shows, they reach even
    /// an app that draws one frame a second.
    pub fn hold(&self, keysyms: &[u32]) -> Result<Held<'s>> {
        self.focus()?;
        let mut held = Held { screen: self.screen, codes: Vec::new() };
        for &keysym in keysyms {
            let (code, shift) = key_code(self.screen, keysym)?;
            if shift {
                held.press(key_code(self.screen, key::SHIFT)?.0)?;
            }
            held.press(code)?;
        }
        Ok(held)
    }

    /// Gives the window the keys, and waits until the app knows. A key that is down by then would
    /// count twice: winit makes up a press of every key that it finds down when focus comes.
    fn focus(&self) -> Result<()> {
        let connection = self.screen.connection();
        if connection.get_input_focus()?.reply()?.focus == self.id {
            return Ok(());
        }
        connection
            .set_input_focus(InputFocus::PARENT, self.id, x11rb::CURRENT_TIME)?
            .check()
            .context("the window takes no focus")?;
        self.wait_heard()
    }

    /// Waits until the app has taken every event sent to it so far. It asks what window managers
    /// ask to see whether an app hangs: the answer (`_NET_WM_PING`) goes to the root window.
    fn wait_heard(&self) -> Result<()> {
        let connection = RustConnection::connect(Some(self.screen.display()))?.0;
        let listen = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(self.screen.root(), &listen)?.check()?;
        let atom = |name: &[u8]| anyhow::Ok(connection.intern_atom(false, name)?.reply()?.atom);
        let (protocols, ping) = (atom(b"WM_PROTOCOLS")?, atom(b"_NET_WM_PING")?);
        let question = [ping, x11rb::CURRENT_TIME, self.id, 0, 0];
        let message = ClientMessageEvent::new(32, self.id, protocols, question);
        connection.send_event(false, self.id, EventMask::NO_EVENT, message)?.check()?;
        poll("the app to answer a ping", HEARING, || {
            while let Some(event) = connection.poll_for_event()? {
                if let Event::ClientMessage(message) = event
                    && message.type_ == protocols
                    && message.data.as_data32() == question
                {
                    return Ok(Some(()));
                }
            }
            Ok(None)
        })
    }

    fn press(&self, button: u8) -> Result<()> {
        fake_input(self.screen, xproto::BUTTON_PRESS_EVENT, button, (0, 0))
    }

    fn release(&self, button: u8) -> Result<()> {
        fake_input(self.screen, xproto::BUTTON_RELEASE_EVENT, button, (0, 0))
    }

    pub(super) fn on_screen(&self, x: i16, y: i16) -> Result<(i16, i16)> {
        let connection = self.screen.connection();
        let at = connection.translate_coordinates(self.id, self.screen.root(), x, y)?.reply()?;
        Ok((at.dst_x, at.dst_y))
    }
}

impl Held<'_> {
    fn press(&mut self, code: u8) -> Result<()> {
        fake_input(self.screen, xproto::KEY_PRESS_EVENT, code, (0, 0))?;
        self.codes.push(code);
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        for &code in self.codes.iter().rev() {
            let _ = fake_input(self.screen, xproto::KEY_RELEASE_EVENT, code, (0, 0));
        }
    }
}

/// One event of the mouse or the keyboard; only motion reads the place.
///
/// XTEST FakeInput, by hand: x11rb's `xtest` feature, which winit does not enable, would build
/// winit and Bevy a second time for the tests. 36 bytes: the extension's number, the request's,
/// the length in words; kind, detail, delay, root, place; zeros between.
pub(super) fn fake_input(screen: &Screen, kind: u8, detail: u8, at: (i16, i16)) -> Result<()> {
    const FAKE_INPUT: u8 = 2;
    const WORDS: u16 = 9;
    let connection = screen.connection();
    let xtest = connection.extension_information("XTEST")?.context("the server has no XTEST")?;
    let mut request = [0; 4 * WORDS as usize];
    request[..2].copy_from_slice(&[xtest.major_opcode, FAKE_INPUT]);
    request[2..4].copy_from_slice(&WORDS.to_ne_bytes());
    request[4..6].copy_from_slice(&[kind, detail]);
    request[12..16].copy_from_slice(&screen.root().to_ne_bytes());
    request[24..26].copy_from_slice(&at.0.to_ne_bytes());
    request[26..28].copy_from_slice(&at.1.to_ne_bytes());
    connection
        .send_request_without_reply(&[IoSlice::new(&request)], Vec::new())?
        .check()
        .context("XTEST refused an event")
}

/// The key that gives `keysym`, and whether Shift goes with it.
fn key_code(screen: &Screen, keysym: u32) -> Result<(u8, bool)> {
    let connection = screen.connection();
    let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
    let map = connection.get_keyboard_mapping(first, last - first + 1)?.reply()?;
    let mut rows = (first..=last).zip(map.keysyms.chunks(map.keysyms_per_keycode.into()));
    rows.find_map(|(code, row)| {
        let column = row.iter().take(2).position(|&symbol| symbol == keysym)?;
        Some((code, column == 1))
    })
    .with_context(|| format!("no key gives the symbol {keysym:#x}"))
}

fn find_below(screen: &Screen, parent: xproto::Window) -> Option<xproto::Window> {
    let children = screen.connection().query_tree(parent).ok()?.reply().ok()?.children;
    // A window may vanish between two questions: then it is not the one.
    children.into_iter().find_map(|child| {
        let ours = is_ours(screen, child).unwrap_or(false);
        if ours { Some(child) } else { find_below(screen, child) }
    })
}

fn is_ours(screen: &Screen, id: xproto::Window) -> Result<bool> {
    let attributes = screen.connection().get_window_attributes(id)?.reply()?;
    if attributes.map_state != MapState::VIEWABLE || attributes.class != WindowClass::INPUT_OUTPUT {
        return Ok(false);
    }
    let class = text_property(screen, id, AtomEnum::WM_CLASS.into())?;
    let ours = |name: &str| name.to_lowercase().starts_with("signalscape");
    Ok(class.split('\0').any(ours) || ours(&title_of(screen, id)?))
}

fn title_of(screen: &Screen, id: xproto::Window) -> Result<String> {
    let atom = screen.connection().intern_atom(false, b"_NET_WM_NAME")?.reply()?.atom;
    let title = text_property(screen, id, atom)?;
    if !title.is_empty() {
        return Ok(title);
    }
    text_property(screen, id, AtomEnum::WM_NAME.into())
}

/// Empty where the window has no such property.
fn text_property(screen: &Screen, id: xproto::Window, name: xproto::Atom) -> Result<String> {
    const WORDS: u32 = 1024;
    let connection = screen.connection();
    let value = connection.get_property(false, id, name, AtomEnum::ANY, 0, WORDS)?.reply()?.value;
    Ok(String::from_utf8_lossy(&value).into_owned())
}
