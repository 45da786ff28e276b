"""Every process has its row; one that is gone has none."""

import os

from mrcp_server.observability.process_samples import process_samples


def test_each_process_is_a_row_by_role() -> None:
    samples = list(process_samples({"plane": [os.getpid()], "worker": [0]}))
    by_name = {(sample.name, sample.labels["role"]): sample.value for sample in samples}
    assert {role for _, role in by_name} == {"control", "plane"}
    assert by_name["process_resident_bytes", "control"] > 1 << 20
    assert by_name["process_cpu_seconds", "plane"] > 0
    assert by_name["process_descriptors", "control"] >= 3
