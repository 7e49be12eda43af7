#!/usr/bin/env python3
"""Writes the tiny ONNX graphs of the runtime module and its tests.

    python3 scripts/make_runtime_graphs.py        (needs the package `onnx`)

src/runtime/proof.onnx              y = x W + b, one product and one sum, so that a provider
                                    needs its matrix library; W = [[1, 2], [3, 4]], b = [10, 20]
tests/fixtures/runtime/long.onnx    y = x multiplied `turns` times by the unit matrix: as long
                                    a run as the caller wants
tests/fixtures/runtime/grow.onnx    present = past ++ new along axis 1: a cache that grows
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

ROOT = Path(__file__).resolve().parent.parent
# Old enough for every runtime that is supported, OpenVINO's among them.
OPSET, IR = 17, 8


def save(path, graph):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)],
                              ir_version=IR, producer_name="chartqa")
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(model.SerializeToString())
    print(path.relative_to(ROOT), path.stat().st_size, "bytes")


def f32(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.array(values, dtype), name)


def proof():
    return helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["xw"]),
         helper.make_node("Add", ["xw", "b"], ["y"])],
        "proof", [f32("x", [2, 2])], [f32("y", [2, 2])],
        [constant("w", [[1, 2], [3, 4]]), constant("b", [10, 20])])


def long_run():
    size = 256
    body = helper.make_graph(
        [helper.make_node("Identity", ["go_on"], ["still"]),
         helper.make_node("MatMul", ["state", "unit"], ["next"])],
        "turn",
        [helper.make_tensor_value_info("turn_number", TensorProto.INT64, []),
         helper.make_tensor_value_info("go_on", TensorProto.BOOL, []),
         f32("state", [size, size])],
        [helper.make_tensor_value_info("still", TensorProto.BOOL, []), f32("next", [size, size])])
    return helper.make_graph(
        [helper.make_node("EyeLike", ["x"], ["unit"]),
         helper.make_node("Loop", ["turns", "", "x"], ["y"], body=body)],
        "long",
        [helper.make_tensor_value_info("turns", TensorProto.INT64, []), f32("x", [size, size])],
        [f32("y", [size, size])])


def grow():
    return helper.make_graph(
        [helper.make_node("Concat", ["past", "new"], ["present"], axis=1)],
        "grow", [f32("past", [1, "past", 4]), f32("new", [1, 1, 4])],
        [f32("present", [1, "total", 4])])


save(ROOT / "src/runtime/proof.onnx", proof())
save(ROOT / "tests/fixtures/runtime/long.onnx", long_run())
save(ROOT / "tests/fixtures/runtime/grow.onnx", grow())
