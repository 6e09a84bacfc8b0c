//! `sim`: serves the embedded AWS to any client on this machine.

mod folder;

use tokio::net::TcpListener;

use super::arguments::{Sim as Arguments, World};
use super::around::Around;
use super::exit::{Exit, Failure};
use super::watched::plain;
use crate::edge::clock::Clock;
use crate::sim::{Options, Sim, scenario, serve};

/// Whether there is such a world; nothing is built yet.
pub(super) fn known(world: &World) -> Result<(), Failure> {
    if !(world.speed.is_finite() && (0.0..=3600.0).contains(&world.speed)) {
        return Err(Failure::usage(format!("--speed is {}: it must be from 0 to 3600", world.speed)));
    }
    scenario::get(&world.scenario).map(drop).map_err(|unknown| Failure::usage(unknown.to_string()))
}

/// Begins the world that is asked for.
pub(super) fn world(world: &World) -> Result<Sim, Failure> {
    known(world)?;
    let options = Options { scenario: world.scenario.clone(), seed: world.seed, speed: world.speed, start: Clock::System.now() };
    Sim::start(&options).map_err(|unknown| Failure::usage(unknown.to_string()))
}

/// Serves until Ctrl-C or SIGTERM.
pub(super) async fn run(arguments: &Arguments, around: &mut Around<'_>) -> Result<Exit, Failure> {
    let listen = arguments.listen;
    if !listen.ip().is_loopback() {
        return Err(Failure::usage(format!("--listen is {listen}: only this machine is served: 127.0.0.1 or [::1]")));
    }
    if let Some(folder) = &arguments.folder {
        folder::is_new(folder, around)?;
    }
    let sim = world(&arguments.world)?;
    let listener =
        TcpListener::bind(listen).await.map_err(|error| Failure::error(format!("failed to listen on {listen}: {}", plain(&error))))?;
    let place = listener.local_addr().unwrap_or(listen);
    if let Some(folder) = &arguments.folder {
        folder::write(folder, place, around)?;
    }
    writeln!(around.out, "the embedded AWS ({}, seed {}) answers at http://{place}", arguments.world.scenario, arguments.world.seed)?;
    if let Some(folder) = &arguments.folder {
        writeln!(around.out, "  . {}", folder::environment(folder))?;
    } else {
        folder::variables(place).iter().try_for_each(|line| writeln!(around.out, "  {line}"))?;
        writeln!(around.out, "  tidegate --stream {}", Sim::pipeline().stream)?;
    }
    around.out.flush()?;
    serve::serve(listener, sim, terminated()).await.map_err(|error| Failure::error(format!("failed to serve: {}", plain(&error))))?;
    Ok(Exit::Done)
}

/// SIGTERM. Ctrl-C ends every command in the same way, above this one.
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => drop(terminate.recv().await),
        Err(_) => std::future::pending().await,
    }
}
