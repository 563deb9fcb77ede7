//! A file manager's half of a drop: XDnD, version 5.
//!
//! The target is winit's X11 backend, of which these habits shape this source:
//! - it asks for the data when the drag *moves* over it, and a drop that comes before the data
//!   has arrived is silently lost, so the button goes up only once the data is delivered;
//! - it accepts in the same moment, and at the end reports success even for a file that is not
//!   there, so only what the app does next shows that the drop arrived;
//! - it keeps the data of a drag that neither dropped nor left, and gives that to the next one,
//!   so every way out of here sends XdndLeave unless the drop went out.
use super::poll;
use super::window::{Window, fake_input};
use anyhow::{Context as _, Result, bail, ensure};
use std::fmt::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    self, Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask,
    GrabMode, GrabStatus, PropMode, SelectionNotifyEvent, SelectionRequestEvent, Timestamp,
    WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

const VERSION: u32 = 5;
/// For each answer of the target; a software renderer may be seconds from its next frame.
const ANSWER: Duration = Duration::from_secs(30);

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndActionCopy,
        XdndAware,
        XdndDrop,
        XdndEnter,
        XdndFinished,
        XdndLeave,
        XdndPosition,
        XdndSelection,
        XdndStatus,
        XdndTypeList,
        TARGETS,
        URI_LIST: b"text/uri-list",
    }
}

/// Drags `paths` onto the point of the window and drops them there. Returns when the target says
/// that it has finished; what the app makes of the files is for the caller to await.
pub fn drop_files(window: &Window, paths: &[PathBuf], x: i16, y: i16) -> Result<()> {
    let mut source = Source::start(window, paths)?;
    // The pointer is grabbed, so the target gets no motion of its own: as in a real drag.
    let (from, to) = ((x / 2, y / 2), (x, y));
    window.mouse_move(from.0, from.1)?;
    fake_input(window.screen(), xproto::BUTTON_PRESS_EVENT, 1, (0, 0))?;
    let carried = source.carry(window, &[from, to]);
    // The button goes up and the pointer is free again before the target hears of the drop.
    fake_input(window.screen(), xproto::BUTTON_RELEASE_EVENT, 1, (0, 0))?;
    source.connection.ungrab_pointer(x11rb::CURRENT_TIME)?.check()?;
    let dropped = carried.and_then(|()| source.release());
    if dropped.is_err() {
        let _ = source.send(source.atoms.XdndLeave, [0; 4]);
    }
    dropped.with_context(|| format!("dropping {paths:?}"))
}

/// A client of its own, as a file manager is; all of it goes when the connection closes.
struct Source {
    connection: RustConnection,
    atoms: Atoms,
    id: xproto::Window,
    target: xproto::Window,
    owned_since: Timestamp,
    list: String,
    /// The target's latest XdndStatus: does it want the drop?
    status: Option<bool>,
    delivered: bool,
    /// XdndFinished: did it take the drop?
    finished: Option<bool>,
}

impl Source {
    fn start(window: &Window, paths: &[PathBuf]) -> Result<Self> {
        let (connection, index) = RustConnection::connect(Some(window.screen().display()))?;
        let atoms = Atoms::new(&connection)?.reply()?;
        let aware = connection
            .get_property(false, window.id(), atoms.XdndAware, AtomEnum::ATOM, 0, 1)?
            .reply()?;
        let version = aware.value32().and_then(|mut values| values.next());
        ensure!(
            version.is_some_and(|version| version >= VERSION),
            "the window takes no drops: its XdndAware is {version:?}, expected {VERSION} or more"
        );
        // Out of sight, and input only: it is there to be grabbed and to own the selection.
        let id = connection.generate_id()?;
        let aux =
            CreateWindowAux::new().override_redirect(1).event_mask(EventMask::PROPERTY_CHANGE);
        let root = connection.setup().roots[index].root;
        let (depth, visual) = (0, x11rb::COPY_FROM_PARENT);
        connection
            .create_window(
                depth,
                id,
                root,
                -10,
                -10,
                1,
                1,
                0,
                WindowClass::INPUT_ONLY,
                visual,
                &aux,
            )?
            .check()?;
        connection.map_window(id)?.check()?;
        let mut source = Self {
            connection,
            atoms,
            id,
            target: window.id(),
            owned_since: x11rb::CURRENT_TIME,
            list: paths.iter().map(|path| format!("{}\r\n", file_uri(path))).collect(),
            status: None,
            delivered: false,
            finished: None,
        };
        source.own_selection()?;
        let events = EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION;
        let grab = source
            .connection
            .grab_pointer(
                false,
                id,
                events,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
                x11rb::NONE,
                x11rb::NONE,
                x11rb::CURRENT_TIME,
            )?
            .reply()?;
        ensure!(grab.status == GrabStatus::SUCCESS, "no grab of the pointer: {:?}", grab.status);
        Ok(source)
    }

    /// Also publishes the types on offer; that change of a property tells the server's time.
    fn own_selection(&mut self) -> Result<()> {
        let Self { connection, atoms, id, .. } = &*self;
        let types = [atoms.URI_LIST];
        connection
            .change_property32(PropMode::REPLACE, *id, atoms.XdndTypeList, AtomEnum::ATOM, &types)?
            .check()?;
        let now = poll("the server's time", ANSWER, || match connection.poll_for_event()? {
            Some(Event::PropertyNotify(event)) => Ok(Some(event.time)),
            _ => Ok(None),
        })?;
        connection.set_selection_owner(*id, atoms.XdndSelection, now)?.check()?;
        let owner = connection.get_selection_owner(atoms.XdndSelection)?.reply()?.owner;
        ensure!(owner == *id, "another client owns the drag selection");
        self.owned_since = now;
        Ok(())
    }

    /// Enters the target and moves through `points`, until it accepts and has the data.
    fn carry(&mut self, window: &Window, points: &[(i16, i16)]) -> Result<()> {
        // Up to three types fit the message itself; the flag for "see XdndTypeList" stays 0.
        self.send(self.atoms.XdndEnter, [VERSION << 24, self.atoms.URI_LIST, 0, 0])?;
        for &(x, y) in points {
            window.mouse_move(x, y)?;
            let (x, y) = window.on_screen(x, y)?;
            let packed = (u32::from(x as u16) << 16) | u32::from(y as u16);
            self.status = None;
            let action = self.atoms.XdndActionCopy;
            self.send(self.atoms.XdndPosition, [0, packed, self.owned_since, action])?;
            let accepted = self.wait("the target's XdndStatus", |source| source.status)?;
            ensure!(accepted, "the target refuses a file here");
            self.wait("the target to ask for the file's name", |source| {
                source.delivered.then_some(())
            })?;
        }
        Ok(())
    }

    fn release(&mut self) -> Result<()> {
        self.send(self.atoms.XdndDrop, [0, self.owned_since, 0, 0])?;
        let taken = self.wait("the target's XdndFinished", |source| source.finished)?;
        ensure!(taken, "the target says that it did not take the drop");
        Ok(())
    }

    /// Serves the target until `done` has an answer.
    fn wait<T>(&mut self, what: &str, done: impl Fn(&Self) -> Option<T>) -> Result<T> {
        poll(what, ANSWER, || {
            while let Some(event) = self.connection.poll_for_event()? {
                self.handle(event)?;
            }
            Ok(done(self))
        })
    }

    fn handle(&mut self, event: Event) -> Result<()> {
        match event {
            Event::ClientMessage(message) => {
                let [from, flags, ..] = message.data.as_data32();
                if from == self.target && message.type_ == self.atoms.XdndStatus {
                    self.status = Some(flags & 1 == 1);
                } else if from == self.target && message.type_ == self.atoms.XdndFinished {
                    self.finished = Some(flags & 1 == 1);
                }
            }
            Event::SelectionRequest(request) => self.answer(request)?,
            Event::SelectionClear(_) => bail!("another client took the drag selection"),
            Event::Error(error) => bail!("the X server reports {error:?}"),
            _ => {}
        }
        Ok(())
    }

    fn answer(&mut self, request: SelectionRequestEvent) -> Result<()> {
        let Self { connection, atoms, .. } = &*self;
        let (to, replace) = (request.requestor, PropMode::REPLACE);
        // Clients from before the convention leave the property to the target's name.
        let property =
            if request.property == x11rb::NONE { request.target } else { request.property };
        let in_time = request.time == x11rb::CURRENT_TIME || request.time >= self.owned_since;
        let served = if request.selection != atoms.XdndSelection || !in_time {
            false
        } else if request.target == atoms.URI_LIST {
            let list = self.list.as_bytes();
            connection.change_property8(replace, to, property, request.target, list)?.check()?;
            true
        } else if request.target == atoms.TARGETS {
            let types = [atoms.TARGETS, atoms.URI_LIST];
            connection.change_property32(replace, to, property, AtomEnum::ATOM, &types)?.check()?;
            false
        } else {
            false
        };
        let refused = !served && request.target != atoms.TARGETS;
        let reply = SelectionNotifyEvent {
            response_type: xproto::SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: to,
            selection: request.selection,
            target: request.target,
            property: if refused { x11rb::NONE } else { property },
        };
        connection.send_event(false, to, EventMask::NO_EVENT, reply)?.check()?;
        self.delivered |= served;
        Ok(())
    }

    /// Every XDnD message begins with its sender.
    fn send(&self, kind: Atom, [a, b, c, d]: [u32; 4]) -> Result<()> {
        let message = ClientMessageEvent::new(32, self.target, kind, [self.id, a, b, c, d]);
        self.connection
            .send_event(false, self.target, EventMask::NO_EVENT, message)?
            .check()
            .context("the target window is gone")
    }
}

/// `file:///…`, with everything but letters, digits and a few signs percent-encoded.
fn file_uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[test]
fn a_uri_keeps_slashes_and_encodes_the_rest() {
    assert_eq!(file_uri(Path::new("/a b/ü%.png")), "file:///a%20b/%C3%BC%25.png");
}
