"""The composition root: builds everything from a configuration, opens the doors, drains and stops.

    server = Server(config); await server.start(); await server.drain(); await server.close()

Nothing else in the tree knows the whole.
"""

import asyncio
import socket
from collections.abc import Callable, Coroutine, Iterable, Sequence
from functools import partial
from pathlib import Path

from engine.audio import decoding_apart
from engine.documents import reading_apart
from engine.grammars.interpretation import InputInterpreter
from engine.grammars.store import GrammarStore
from engine.recognition import matching_language
from engine.speaking.cache import CacheOptions, PromptCache
from engine.speaking.speaker import Speaker, SpeakerCounters
from engine.wording.reading.readers import prepare
from engine.workers.content_pool import ContentOptions, ContentPool
from engine.workers.listener_pool import ListenerPool
from engine.workers.pool import WorkerPool
from mrcp_server.call.control_security import TlsPolicy
from mrcp_server.call.media import SDP_ENCODINGS
from mrcp_server.call.media_security import INSTALLATION, MediaSecurity
from mrcp_server.call.media_trust import media_trust
from mrcp_server.call.own_hosts import OwnHosts
from mrcp_server.call.speech_markers import SpeechMarkers
from mrcp_server.call.waveform_store import WaveformStore
from mrcp_server.config import Config
from mrcp_server.doors.control_connector import ControlConnector
from mrcp_server.doors.http import HttpDoor
from mrcp_server.doors.mrcp import MrcpDoor
from mrcp_server.doors.sip import SipDoor
from mrcp_server.doors.web.services import HttpServices, RecognitionServices, SessionRow
from mrcp_server.encryption import Encryption
from mrcp_server.fetching.fetcher import Fetcher, fetch_policy
from mrcp_server.fetching.http_cache import HttpCache
from mrcp_server.garbage_collection import CollectionPolicy, let_go_of_cancelled
from mrcp_server.mrcp.recognizer.recognition import TooEarly
from mrcp_server.mrcp.synthesizer.awaited_report import SynthesizerTimes
from mrcp_server.mrcp.wire.codes import ResourceType
from mrcp_server.mrcp.wire.entity import Entity
from mrcp_server.observability.descriptors import LOOK_S, DescriptorWatch
from mrcp_server.observability.feed import Feed
from mrcp_server.observability.log import TextPolicy, get_logger
from mrcp_server.observability.metrics import Metrics, Sample
from mrcp_server.observability.plane_samples import plane_samples
from mrcp_server.observability.process_samples import process_samples, resident_bytes
from mrcp_server.operation.handover import HandoverDoor, Other, Predecessor, Sockets, close_all
from mrcp_server.operation.overload import EngineLoad, OverloadWatch, admission_limits
from mrcp_server.operation.shared_doors import SharedDoors
from mrcp_server.recognizing.channel import RecognizerServices
from mrcp_server.recognizing.engines import choose_recognizers
from mrcp_server.recognizing.means import RecognizingMeans
from mrcp_server.remote_services import LISTENING, fallback_voices, service_guards, service_samples, tell_change
from mrcp_server.session import Session, SessionServices, SessionTable
from mrcp_server.speaking.channel import SpeakingOptions
from mrcp_server.speaking.composing import TextOptions
from mrcp_server.speaking.engines import pool_options
from mrcp_server.speaking.means import SpeakingMeans
from rtp.errors import PlaneError
from rtp.messages import AnyEvent, PlaneReady, PlaneStatistics, PortMissing
from rtp.process.plane_process import MediaPlane, PlaneOptions
from rtp.process.ports import split_ports
from rtp.wire import srtp_suites

_SWEEP_S = 30.0
# A media process that dies is replaced within a tenth of a second; calls wait for so long for one that stays.
_PLANE_PATIENCE_S = 5.0
# Sessions whose RTP counters are fetched when the console looks.
_MOST_REFRESHED = 100

Progress = Callable[[str], None]


class Server:
    """One speech server. `start` or fail, then `drain` (calls end by themselves), then `close`."""

    def __init__(self, config: Config, progress: Progress = lambda _step: None) -> None:
        """`progress` is told each step of the start in a few words."""
        self.config = config
        self._progress = progress
        self._log = get_logger()
        self._collection = CollectionPolicy(resident_bytes)
        self._descriptors = DescriptorWatch(self._log)
        self._descriptor_timer: asyncio.TimerHandle | None = None
        self._state = "starting"
        self._loop = asyncio.get_running_loop()
        self.metrics = Metrics()
        self.feed = Feed()
        self.table = SessionTable(config.limits.sessions)
        self.services = service_guards(config, self._log)
        self.pool = WorkerPool(pool_options(config), self.services)
        cache = config.cache
        self.prompt_cache = PromptCache(CacheOptions(cache.memory_bytes, cache.directory, cache.disk_bytes))
        self._spoken = SpeakerCounters()
        self.content = ContentPool(ContentOptions(functions=(decoding_apart.FUNCTION, reading_apart.FUNCTION)))
        self.http_cache = HttpCache(config.fetch.cache_bytes)
        self.fetcher = Fetcher(fetch_policy(config), self.http_cache)
        self.listeners: ListenerPool | None = None
        self._recognizer_services: RecognizerServices | None = None
        self.waveforms = WaveformStore(
            self._waveform_url,
            max_bytes=config.waveforms.max_bytes,
            keep_s=config.waveforms.keep_s,
            clock=self._loop.time,
        )
        self.encryption = Encryption(config)
        self._media_security = MediaSecurity(config.rtp.srtp, is_available=srtp_suites.is_available())
        self.planes = self._make_planes()
        self._services = self.session_services = self._make_services()
        self._http_services = self.http_services = self._make_http_services()
        self.http = HttpDoor(config.http.host, config.http.port, self._http_services, self.encryption.http)
        self.mrcp = self._make_mrcp_door()
        self.overload = self._make_overload_watch()
        self.sip = self._make_sip_door()
        self._sweep: asyncio.TimerHandle | None = None
        self._refreshing: asyncio.Task[None] | None = None
        self._plane_statistics: dict[int, PlaneStatistics] = {}
        self.doors = SharedDoors(config, self.sip, self.mrcp, self.http, self.table)
        self._predecessor: Predecessor | None = None
        self._handover: HandoverDoor | None = None
        self.on_handed_over: Callable[[], None] = lambda: None
        """Told when another server has taken over: this one is to `drain` and `close`."""
        self.metrics.add_source(self._samples)

    @property
    def addresses(self) -> dict[str, str]:
        """Where each door listens, for people."""
        config = self.config
        sip = ", ".join(f"{transport} {config.sip.host}:{port}" for transport, port in self.sip.ports.items())
        return {
            "sip": sip,
            "mrcp": ", ".join(f"{name} {config.mrcp.host}:{port}" for name, port in self.mrcp.ports.items()),
            "http": f"{self._web_scheme}://{config.http.host}:{self.http.port}",
        }

    async def start(self) -> None:
        """Opens everything, the doors for calls last. Raises OSError, EngineError or PlaneError, and is then closed."""
        try:
            await self._start()
        except BaseException:
            await self.close()
            raise

    async def _start(self) -> None:
        let_go_of_cancelled(self._loop)
        await asyncio.to_thread(self.encryption.load)
        path = Path(self.config.restart.socket) if self.config.restart.socket else None
        self._predecessor = Predecessor.reach(path) if path is not None else None
        if self._predecessor is None:
            self._progress("HTTP")
            await self.doors.open_http({})
        self._progress("media plane, engine workers and recognisers")
        await _all_of(
            *(plane.start() for plane in self.planes),
            self.pool.start_first(),
            self._start_recognizers(),
            asyncio.to_thread(prepare, self.config.engine.language),
        )
        for engine, reason in self.pool.missing.items():
            self._log.warning("speaks without an engine", engine=engine, reason=reason)
        if self._media_security.is_missing:
            self._log.warning("media is not encrypted", reason="cryptography is not installed", advice=INSTALLATION)
        await self.prompt_cache.open()
        speaker = Speaker(
            self.pool,
            cache=self.prompt_cache,
            apart=self.content,
            default_voice=self.config.engine.voice,
            fallbacks=fallback_voices(self.config),
            counters=self._spoken,
        )
        self._services.make_speaker = speaker.with_fetch
        means = SpeakingMeans(speaker, language=self.config.engine.language, fetch_timeout_ms=self._fetch_timeout_ms)
        self._services.means |= dict.fromkeys((ResourceType.SPEECHSYNTH, ResourceType.BASICSYNTH), means)
        self._http_services.speaker = speaker
        await self._open_doors()
        if path is not None:
            self._handover = HandoverDoor(path, self.doors, self._handed_over)
            self._handover.open()
        self._sweep = self._loop.call_later(self._sweep_s, self._sweep_idle)
        self._watch_descriptors()
        self._collection.begin(self._loop.time())
        self.encryption.watch()
        self._state = ""
        self.overload.begin()
        # One of each kind is enough to answer with; the others would only have kept these from the processors.
        self.pool.start_others()
        if self.listeners is not None:
            self.listeners.start_others()
        self.content.start()
        scheduling = [plane.scheduling for plane in self.planes]
        self._log.info("ready", **self.addresses, media_scheduling=scheduling, voices=len(self.pool.voices))

    async def _open_doors(self) -> None:
        """The last step, for who takes over has the other server's doors from here on."""
        inherited: Sockets = {}
        if self._predecessor is not None:
            self._progress("taking over")
            inherited = await self._predecessor.take()
            # Before anything is read: the first datagram may be for a call of the other server.
            self.doors.share(self._predecessor.succeed(self.doors))
            await self.doors.open_http(inherited)
        self._progress("MRCP")
        await self.doors.open_mrcp(inherited)
        self._services.mrcp_port = self.mrcp.port
        self._services.mrcp_tls_port = self.mrcp.ports.get("tls", 0)
        self._progress("SIP")
        await self.doors.open_sip(inherited)
        self._services.sip_port = self.sip.ports.get("udp", 0)
        if self._predecessor is not None:
            close_all(inherited)
            self._predecessor.taken()
            self._log.info("taken over")

    def _handed_over(self, other: Other) -> None:
        self._log.info("handed over", sessions=len(self.table))
        self.doors.share(other, is_leaving=True)
        self.on_handed_over()

    async def _start_recognizers(self) -> None:
        """Starts the recognizer workers, when sessions may have recognizers."""
        config = self.config
        recognizers = [one for one in config.mrcp.resources if one in ("speechrecog", "dtmfrecog")]
        if not recognizers:
            return
        choice = await asyncio.to_thread(choose_recognizers, config)
        if choice.missing:
            self._log.warning(
                "PocketSphinx hears instead of Moonshine: most spoken digits and open speech will be misheard",
                reason=choice.missing,
                advice="pip install moonshine-voice==0.0.73 (Linux x86-64), or name a model in engine.moonshine_folder",
            )
        listeners = self.listeners = ListenerPool(choice.options, partial(tell_change, self._log, LISTENING))
        await listeners.start_first()
        store = GrammarStore(
            needs_jsgf=lambda language: matching_language(language, listeners.abilities.networks) is None,
            apart=self.content,
        )
        self._recognizer_services = RecognizerServices(
            listeners, store, InputInterpreter(), self.waveforms, config.engine.language, self.content
        )
        self._services.recognizer_services = self._recognizer_services
        for resource in (ResourceType.SPEECHRECOG, ResourceType.DTMFRECOG):
            self._services.means[resource] = RecognizingMeans(
                listeners,
                language=config.engine.language,
                fetch_timeout_ms=self._fetch_timeout_ms,
                speech=resource is ResourceType.SPEECHRECOG,
            )
        self._http_services.recognition = RecognitionServices(
            listeners,
            self._recognizer_services.store,
            self._recognizer_services.interpreter,
            [one.spec.name for one in listeners.options.engines],
            self.content,
        )

    async def drain(self) -> None:
        """Takes no more calls and waits until those that run have ended, at most `limits.drain_s`."""
        self._state = "draining"
        self.sip.stop_accepting()
        deadline = self._loop.time() + self.config.limits.drain_s
        self._log.info("draining", sessions=len(self.table))
        while len(self.table) and self._loop.time() < deadline:  # noqa: ASYNC110  # once a life, nothing to signal
            await asyncio.sleep(0.1)

    async def close(self) -> None:
        """Ends what is left, with a BYE for each call. Harmless after a failed start and when called again."""
        self._state = "stopped"
        for timer in (self._sweep, self._descriptor_timer):
            if timer is not None:
                timer.cancel()
        if self._refreshing is not None:
            self._refreshing.cancel()
        self.overload.end()
        self._collection.end()
        await self.sip.close()
        for link in (self._predecessor, self._handover):
            if link is not None:
                link.close()
        self.doors.let_go()
        await self.mrcp.close()
        for plane in self.planes:
            await plane.close()
        await self.prompt_cache.close()
        await self.pool.close()
        await self.content.close()
        if self.listeners is not None:
            await self.listeners.close()
        if self._recognizer_services is not None:
            self._recognizer_services.store.close()
            self._recognizer_services.interpreter.close()
        await self.fetcher.close()
        await self.http.close()
        await self.encryption.close()

    # --- building --------------------------------------------------------------------------------------------------

    def _make_planes(self) -> list[MediaPlane]:
        config = self.config.rtp
        first, last = config.port_range
        parts = split_ports(first, last, config.planes)
        return [
            MediaPlane(
                PlaneOptions(
                    host=config.host,
                    host_ipv6="::" if config.host == "0.0.0.0" else None,
                    first_port=low,
                    last_port=high,
                    takes_srtp=self._media_security.is_in_use,
                    streams=max(64, self.config.limits.sessions // config.planes + 64),
                ),
                partial(self._on_plane_event, index),
            )
            for index, (low, high) in enumerate(parts)
        ]

    def _make_services(self) -> SessionServices:
        config = self.config
        services = SessionServices(
            planes=self.planes,
            metrics=self.metrics,
            feed=self.feed,
            text_policy=TextPolicy(config.log.text),
            clock=self._loop.time,
            fetcher=self.fetcher,
            speech_markers=SpeechMarkers(config.mrcp.speech_markers, config.mrcp.speech_markers_by_network),
            speech_too_early=TooEarly(config.mrcp.speech_too_early),
            speaking=SpeakingOptions(
                language=config.engine.language,
                lead_in_ms=config.mrcp.lead_in_ms,
                lead_out_ms=config.mrcp.lead_out_ms,
                text=TextOptions(config.mrcp.ssml_in_text, config.mrcp.markdown_in_text),
            ),
            media_security=self._media_security,
            media_trust=media_trust(config.rtp),
            times=SynthesizerTimes(drain_s=config.mrcp.drain_ms / 1000),
            settle_s=config.mrcp.settle_ms / 1000,
            limits=config.limits,
            apart=self.content,
        )
        services.offer(*(ResourceType(resource) for resource in config.mrcp.resources))
        return services

    @property
    def _fetch_timeout_ms(self) -> int:
        return round(1000 * self.config.fetch.timeout_s)

    def _make_sip_door(self) -> SipDoor:
        config = self.config
        return SipDoor(
            config.sip,
            self._services,
            self.table,
            hosts=OwnHosts(
                control=config.mrcp.external_address or config.mrcp.host,
                media=config.rtp.external_address or config.rtp.host,
            ),
            resources=list(self._services.tables),
            encodings=[SDP_ENCODINGS[codec] for codec in config.rtp.codecs],
            shares_connection=self.mrcp.shares_connection,
            sources=config.sources,
            tls=self.encryption.sip,
            tls_client=self.encryption.client,
            control_tls=TlsPolicy(config.mrcp.tls, self.encryption.fingerprints, may_connect=True),
            connect_control=self.mrcp.connect,
            refusal=self.refusal,
        )

    def _make_mrcp_door(self) -> MrcpDoor:
        encryption = self.encryption
        return MrcpDoor(
            self.config.mrcp,
            self.table,
            self.metrics,
            on_lost=self._on_lost,
            sources=self.config.sources,
            tls=encryption.mrcp,
            connector=ControlConnector(encryption.client, encryption.fingerprint_client),
        )

    def _make_overload_watch(self) -> OverloadWatch:
        return OverloadWatch(
            admission_limits(self.config.limits),
            self.planes,
            lambda: EngineLoad(self.pool.state.waiting, self.pool.counters.jobs),
            self._log,
        )

    def refusal(self) -> str:
        """Why a call would get 503 now; empty when it would be taken."""
        if self._descriptors.is_out:
            return "out of descriptors"
        return "too many sessions" if self.table.is_full else self.overload.admission.refusal

    def _make_http_services(self) -> HttpServices:
        config = self.config
        return HttpServices(
            http=config.http,
            apart=self.content,
            sources=config.sources,
            aliases=config.aliases,
            engine=config.engine,
            log=config.log,
            metrics=self.metrics,
            feed=self.feed,
            # What keeps calls away is no reason to speak to nobody: HTTP has limits of its own.
            unavailable=lambda: self._state,
            readiness=lambda: self._state or self.refusal(),
            failing=lambda: self.pool.failing or (self.listeners.failing if self.listeners is not None else ""),
            processes=self._processes,
            refresh=self._refresh,
            sessions=self._session_rows,
            voices=lambda: self.pool.voices,
            waveforms=self.waveforms,
            fetch=self._fetch_entity,
        )

    async def _fetch_entity(self, uri: str) -> Entity:
        return (await self.fetcher.fetch(uri)).entity

    def _waveform_url(self) -> str:
        config = self.config
        if config.waveforms.base_url:
            return config.waveforms.base_url.rstrip("/") + "/"
        host = config.http.host
        if host in ("", "0.0.0.0", "::"):
            host = config.mrcp.external_address or config.rtp.external_address or socket.gethostname()
        return f"{self._web_scheme}://{f'[{host}]' if ':' in host else host}:{self.http.port}/waveforms/"

    @property
    def _web_scheme(self) -> str:
        return "http" if self.config.http.tls_use == "off" else "https"

    # --- what happens ----------------------------------------------------------------------------------------------

    def _on_plane_event(self, index: int, event: AnyEvent | PlaneError) -> None:
        if isinstance(event, PlaneError):
            self.metrics.faults.labels("media plane").inc()
            self._log.error("media plane lost", reason=str(event))
            self._give_up_on(self.planes[index])
            self._loop.call_later(_PLANE_PATIENCE_S, self._give_up_on, self.planes[index])
        elif isinstance(event, PlaneReady):
            self._log.info("media plane runs", pid=event.pid, scheduling=event.scheduling)
        elif isinstance(event, PortMissing):
            self._descriptors.tell_of_plane(self._loop.time())

    def _give_up_on(self, plane: MediaPlane) -> None:
        """Ends the calls of a plane that does not come back: nobody may wait for ever for the end of a prompt."""
        since = plane.unsteady_since
        if plane.is_running or since is None or self._loop.time() - since < _PLANE_PATIENCE_S:
            return
        for session in [session for session in self.table if session.plane is plane]:
            self.sip.hang_up(session, "media plane lost")

    def _on_lost(self, session: Session) -> None:
        """RFC 6787 §4.6: a control connection that is lost ends the dialog."""
        self.sip.hang_up(session, "control connection lost")

    def _watch_descriptors(self) -> None:
        self._descriptor_timer = self._loop.call_later(LOOK_S, self._watch_descriptors)
        self._descriptors.look(self._loop.time())

    def _sweep_idle(self) -> None:
        """Ends sessions of clients that vanished, and sees what `warm` has put into the cache."""
        self._sweep = self._loop.call_later(self._sweep_s, self._sweep_idle)
        self.prompt_cache.look_again()
        self._collection.sweep(self._loop.time(), is_idle=not len(self.table))
        limits, now = self.config.limits, self._loop.time()
        if limits.session_idle_s:
            oldest = now - limits.session_idle_s
            for session in [session for session in self.table if session.last_activity() < oldest]:
                self.sip.hang_up(session, "idle")
        if limits.unused_session_s:
            oldest = now - limits.unused_session_s
            for session in [session for session in self.table if self._is_unused(session, oldest)]:
                self.sip.hang_up(session, "unused")

    @property
    def _sweep_s(self) -> float:
        """Often enough that no session outlives its limit by much."""
        limits = [self.config.limits.session_idle_s, self.config.limits.unused_session_s]
        return min([_SWEEP_S, *(limit / 4 for limit in limits if limit)])

    def _is_unused(self, session: Session, oldest: float) -> bool:
        """Whether a session that began before `oldest` is of no use to anybody. A client that shares a connection
        between its calls has one before it names a channel."""
        if session.opened_at >= oldest or not session.is_unused:
            return False
        return not any(map(self.mrcp.shares_connection, session.control_hosts))

    # --- what is shown ---------------------------------------------------------------------------------------------

    def _processes(self) -> dict[str, Sequence[int]]:
        planes = [plane.pid for plane in self.planes if plane.pid is not None]
        listeners = list(self.listeners.state.pids) if self.listeners is not None else []
        workers = list(self.pool.state.pids)
        return {"plane": planes, "worker": workers, "recogniser": listeners, "content": list(self.content.pids)}

    def _session_rows(self) -> list[SessionRow]:
        sessions = list(self.table)
        if self._refreshing is None or self._refreshing.done():
            # For the next look: who looks, looks again in a second or two.
            self._refreshing = self._loop.create_task(_refresh_all(sessions[:_MOST_REFRESHED]))
        return [
            SessionRow(
                session.session_id,
                session.peer,
                session.opened_at,
                session.state,
                session.figures(),
            )
            for session in sessions
        ]

    def _samples(self) -> Iterable[Sample]:
        """Counters of the plane and the pool, read at each scrape."""
        state, counters = self.pool.state, self.pool.counters
        yield Sample("engine_workers_ready", "Engine workers that can take work", "gauge", state.ready)
        yield Sample("engine_workers_busy", "Engine workers at work", "gauge", state.busy)
        yield Sample("engine_pieces_waiting", "Pieces that wait for a worker", "gauge", state.waiting)
        yield Sample("engine_pieces", "Pieces given to workers", "counter", counters.jobs)
        yield Sample("engine_pieces_failed", "Pieces that failed", "counter", counters.failed)
        yield Sample("engine_pieces_retried", "Pieces given to a second worker", "counter", counters.retried)
        yield Sample("engine_worker_deaths", "Engine workers that died", "counter", counters.worker_deaths)
        retired = counters.worker_retirements
        yield Sample("engine_worker_retirements", "Engine workers replaced for their size", "counter", retired)
        cached = self.prompt_cache.counters
        unsaid = self._spoken.unsaid_signs
        yield Sample("speak_unsaid_signs", "Signs without a name, said as a mere symbol", "counter", unsaid)
        yield Sample("prompt_cache_hits", "Sentences that cost no synthesis", "counter", cached.hits + cached.disk_hits)
        yield Sample("prompt_cache_joined", "Sentences shared while being made", "counter", cached.joined)
        yield Sample("prompt_cache_misses", "Sentences that had to be made", "counter", cached.misses)
        yield Sample("prompt_cache_hit_ratio", "Share that cost no synthesis", "gauge", cached.hit_ratio)
        yield Sample("prompt_cache_entries", "Sentences in memory", "gauge", cached.entries)
        yield Sample("prompt_cache_bytes", "Memory of the prompt cache", "gauge", cached.memory_bytes)
        yield Sample("prompt_cache_evicted", "Sentences that had to make room", "counter", cached.evicted)
        for index, plane in enumerate(self.planes):
            labels = {"plane": str(index)}
            yield Sample("rtp_streams", "RTP streams open", "gauge", plane.streams, labels)
            yield Sample("rtp_plane_faults", "Media planes that died", "counter", plane.faults, labels)
            if (statistics := self._plane_statistics.get(index)) is not None:
                yield from plane_samples(statistics, labels)
        content = self.content.counters
        yield Sample("content_tasks", "Recordings, large grammars and long texts taken in", "counter", content.tasks)
        yield Sample("content_tasks_failed", "Those that came to nothing", "counter", content.failed)
        yield Sample(
            "content_worker_deaths", "Content workers that died or were ended", "counter", content.worker_deaths
        )
        yield from service_samples(self.services, self.listeners.services if self.listeners is not None else {})
        if self.listeners is not None:
            fallbacks = self.listeners.counters.fallbacks
            yield Sample("recognizer_fallbacks", "Utterances that another engine had to hear", "counter", fallbacks)
        handshakes = self.encryption.handshakes
        yield Sample("tls_handshakes_waiting", "TLS handshakes under way", "gauge", len(handshakes))
        for outcome, count in handshakes.counters.outcomes.items():
            labels = {"outcome": outcome}
            yield Sample("tls_handshakes", "TLS handshakes by their outcome", "counter", count, labels)
        yield from self.overload.samples()
        yield from self.sip.samples()
        yield from process_samples(self._processes())

    async def _refresh(self) -> None:
        """Asks the planes for their counters; one that does not answer is left out of the scrape."""
        answers = await asyncio.gather(*(plane.statistics() for plane in self.planes), return_exceptions=True)
        self._plane_statistics = {
            index: answer for index, answer in enumerate(answers) if isinstance(answer, PlaneStatistics)
        }


async def _all_of(*steps: Coroutine[None, None, None]) -> None:
    """Take steps of the start together. When one fails the others are waited for, so that they can be undone."""
    outcomes = await asyncio.gather(*steps, return_exceptions=True)
    for failure in filter(None, outcomes):
        raise failure


async def _refresh_all(sessions: Sequence[Session]) -> None:
    await asyncio.gather(*(session.refresh() for session in sessions))
