"""A telephone of PJSIP, whose SIP, TLS and SRTP share nothing with ours: `python -m tests.fakes.pjsua_telephone JSON`.

It calls once with a control line in its offer, tells what the call comes to in lines of JSON, records what it hears,
and hangs up when its input ends. PJSIP knows nothing of MRCP: the control line is put into its SDP, and whoever started
it opens the channel that the answer names.
"""

import json
import select
import sys
import time
from typing import Any

import pjsua2

HOST = "127.0.0.1"
CONTROL = (
    f"m=application 9 TCP/MRCPv2 1\r\nc=IN IP4 {HOST}\r\na=setup:active\r\na=connection:new\r\n"
    "a=resource:speechsynth\r\na=cmid:1\r\n"
)
LONGEST_S = 20.0


def tell(**what: object) -> None:
    """One line to whoever started us."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Telephone(pjsua2.Call):  # type: ignore[misc]  # it has no types
    """The call."""

    def __init__(self, account: pjsua2.Account, recording: str) -> None:
        super().__init__(account)
        self._recording = recording
        self._recorder: pjsua2.AudioMediaRecorder | None = None
        self.is_over = False

    def onCallSdpCreated(self, prm: Any) -> None:  # noqa: N802  # PJSIP's name, as are the next
        # PJSIP takes as many media as it has itself: the second line of audio gives its place to the control line.
        first, _, rest = prm.sdp.wholeSdp.partition("m=audio")
        audio = rest.partition("m=audio")[0].rstrip("\r\n")
        prm.sdp.wholeSdp = f"{first}m=audio{audio}\r\na=mid:1\r\n{CONTROL}"

    def onCallTsxState(self, prm: Any) -> None:  # noqa: N802
        message = prm.e.body.tsxState.src.rdata.wholeMsg
        if message.startswith("SIP/2.0 200") and " INVITE" in message:
            tell(answer=message)

    def onCallState(self, _prm: Any) -> None:  # noqa: N802
        info = self.getInfo()
        tell(state=info.stateText, status=info.lastStatusCode)
        self.is_over = info.state == pjsua2.PJSIP_INV_STATE_DISCONNECTED

    def onCallMediaState(self, _prm: Any) -> None:  # noqa: N802
        info = self.getInfo()
        # Who only listens is on hold in its words.
        heard = (pjsua2.PJSUA_CALL_MEDIA_ACTIVE, pjsua2.PJSUA_CALL_MEDIA_REMOTE_HOLD)
        if info.media[0].status in heard and self._recorder is None:
            self._recorder = pjsua2.AudioMediaRecorder()
            self._recorder.createRecorder(self._recording)
            self.getAudioMedia(0).startTransmit(self._recorder)


def main(settings: dict[str, str]) -> None:
    """Call `settings["uri"]` until the input ends."""
    endpoint = pjsua2.Endpoint()
    endpoint.libCreate()
    config = pjsua2.EpConfig()
    config.uaConfig.threadCnt, config.uaConfig.mainThreadOnly = 0, True
    config.logConfig.level = config.logConfig.consoleLevel = 0
    endpoint.libInit(config)
    endpoint.audDevManager().setNullDev()
    account_config = pjsua2.AccountConfig()
    account_config.sipConfig.transportId = _transport(endpoint, settings["ca"])
    endpoint.libStart()
    for codec in endpoint.codecEnum2():
        # Its offer is to fit into what PJSIP shows of it, a kilobyte.
        endpoint.codecSetPriority(codec.codecId, 200 if codec.codecId.startswith("PCMU") else 0)
    account_config.idUri = f"sip:ivr@{HOST}"
    account_config.sipConfig.authCreds.append(pjsua2.AuthCredInfo("digest", "*", "ivr", 0, settings["password"]))
    media = account_config.mediaConfig
    media.transportConfig.boundAddress = HOST
    if settings["suite"]:
        suite = pjsua2.SrtpCrypto()
        suite.name = settings["suite"]
        media.srtpUse, media.srtpSecureSignaling = pjsua2.PJMEDIA_SRTP_MANDATORY, 0
        media.srtpOpt.cryptos.append(suite)
    account = pjsua2.Account()
    account.create(account_config)
    _call(endpoint, Telephone(account, settings["recording"]), settings["uri"])
    endpoint.libDestroy()


def _transport(endpoint: pjsua2.Endpoint, ca: str) -> int:
    """TLS, to whom `ca` has certified. Without it this build of PJSIP digests no passwords either."""
    config = pjsua2.TransportConfig()
    config.boundAddress = HOST
    config.tlsConfig.CaListFile, config.tlsConfig.verifyServer = ca, True
    number: int = endpoint.transportCreate(pjsua2.PJSIP_TRANSPORT_TLS, config)
    return number


def _call(endpoint: pjsua2.Endpoint, call: Telephone, uri: str) -> None:
    wanted = pjsua2.CallOpParam(True)
    wanted.opt.audioCount, wanted.opt.videoCount = 2, 0
    call.makeCall(uri, wanted)
    ends, is_hung_up = time.monotonic() + LONGEST_S, False
    while not call.is_over and time.monotonic() < ends:
        endpoint.libHandleEvents(10)
        if not (is_hung_up or call.is_over) and select.select([sys.stdin], [], [], 0)[0]:
            call.hangup(pjsua2.CallOpParam())
            is_hung_up = True


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
