"""What goes where: the server's own configuration, and that of the clients that can speak TLS; and which cannot."""

from pathlib import Path

from mrcp_server.certificates.making import MadeCertificates

_ADVICE = """\
mrcp-server (its files may be replaced while it runs)

    [tls]
    certificate = "{server}"
    key = "{server_key}"
    # client_ca = "{ca}"        every client of SIP and MRCP has to show a certificate then
    # peer_ca = "{ca}"          for connections that the server opens itself
    [sip]
    tls = "offered"             # port 5061; "required" refuses calls over UDP and TCP
    [mrcp]
    tls = "offered"             # port 6076; "required" refuses TCP/MRCPv2
    [http]
    tls = "required"            # https and wss

mrcp-server's own client

    mrcp-server say "Hello." --server sips:{name} --ca {ca}
    … --certificate {client}    where the server has tls.client_ca

Asterisk (res_speech_unimrcp, app_unimrcp), FreeSWITCH (mod_unimrcp) and everything else on UniMRCP's client library

    Nothing: unimrcpclient.xml has no TLS, neither for SIP nor for MRCP, whatever transports it lists. What Asterisk's
    pjsip.conf (protocol=tls) and FreeSWITCH's internal-tls-port set up are the calls of their own callers, not the way
    to this server. Keep sip.tls and mrcp.tls at "offered" for these clients, and their traffic on the same host, in a
    network of your own, or in a tunnel between the hosts (WireGuard, IPsec).

Kamailio in front, for the signalling (tls.cfg; the route then ends in $du = "sip:{name}:5061;transport=tls")

    [client:default]
    method = TLSv1.2+
    verify_certificate = yes
    ca_list = {ca}
    certificate = {client}
    private_key = {client}

    Control connections do not go through it: they are opened from the client to the server.

baresip (config; it tries SIP over TLS, it has no MRCP)

    sip_cafile {ca}
    sip_certificate {client}

Any client by hand

    openssl s_client -connect {name}:6076 -CAfile {ca} -verify_return_error
    gnutls-cli --x509cafile {ca} -p 6076 {name}

{ca_key} signs certificates that all of these will believe: keep it elsewhere. For callers of others take certificates
of a real authority; the files have the same places.
"""


def advice(made: MadeCertificates, name: str) -> str:
    """The text, with the files of a server that is called `name`."""
    files = {
        key: Path(path).resolve()
        for key, path in (
            ("ca", made.ca),
            ("ca_key", made.ca_key),
            ("server", made.server),
            ("server_key", made.server_key),
            ("client", made.client),
        )
    }
    return _ADVICE.format(name=f"[{name}]" if ":" in name else name, **files)
