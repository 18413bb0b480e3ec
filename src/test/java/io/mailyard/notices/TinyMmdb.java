package io.mailyard.notices;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes a MaxMind DB (format 2.0) of a few IPv4 networks: 24-bit records, maps of texts. */
final class TinyMmdb {
    private static final int EMPTY = -1;

    /** A child is a node's index, {@link #EMPTY}, or {@code -2 - offset} of data. */
    private final List<int[]> nodes = new ArrayList<>(List.of(new int[] {EMPTY, EMPTY}));

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();

    /** Adds a network such as {@code 81.2.69.0/24}. */
    TinyMmdb add(String network, Map<String, ?> value) {
        String[] parts = network.split("[./]", -1);
        int address = 0;
        for (int i = 0; i < 4; i++) {
            address = address << 8 | Integer.parseInt(parts[i]);
        }
        int offset = data.size();
        encode(data, value);
        int node = 0;
        int length = Integer.parseInt(parts[4]);
        for (int bit = 0; bit < length; bit++) {
            int side = address >>> (31 - bit) & 1;
            if (bit == length - 1) {
                nodes.get(node)[side] = -2 - offset;
            } else {
                if (nodes.get(node)[side] == EMPTY) {
                    nodes.get(node)[side] = nodes.size();
                    nodes.add(new int[] {EMPTY, EMPTY});
                }
                node = nodes.get(node)[side];
            }
        }
        return this;
    }

    Path write(Path file, String type) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int[] node : nodes) {
            for (int child : node) {
                int record = child >= 0 ? child : nodes.size() + (child == EMPTY ? 0 : 14 - child);
                all.write(record >> 16);
                all.write(record >> 8);
                all.write(record);
            }
        }
        all.writeBytes(new byte[16]);
        all.writeBytes(data.toByteArray());
        all.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
        all.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
        encode(
                all,
                Map.of(
                        "node_count",
                        nodes.size(),
                        "record_size",
                        (short) 24,
                        "ip_version",
                        (short) 4,
                        "database_type",
                        type,
                        "languages",
                        List.of("en", "ru"),
                        "binary_format_major_version",
                        (short) 2,
                        "binary_format_minor_version",
                        (short) 0,
                        "build_epoch",
                        1_700_000_000L,
                        "description",
                        Map.of("en", "a test")));
        return Files.write(file, all.toByteArray());
    }

    private static void encode(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case String text -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                control(out, 2, bytes.length);
                out.writeBytes(bytes);
            }
            case Short number -> {
                control(out, 5, 2);
                out.write(number >> 8);
                out.write(number);
            }
            case Integer number -> {
                control(out, 6, 4);
                for (int shift = 24; shift >= 0; shift -= 8) {
                    out.write(number >> shift);
                }
            }
            case Long number -> {
                control(out, 9, 8);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    out.write((int) (number >> shift));
                }
            }
            case Map<?, ?> map -> {
                control(out, 7, map.size());
                map.forEach((key, member) -> {
                    encode(out, key);
                    encode(out, member);
                });
            }
            case List<?> list -> {
                control(out, 11, list.size());
                list.forEach(member -> encode(out, member));
            }
            default -> throw new IllegalArgumentException(value.toString());
        }
    }

    private static void control(ByteArrayOutputStream out, int type, int size) {
        int shown = Math.min(size, 29);
        out.write(type < 8 ? type << 5 | shown : shown);
        if (type >= 8) {
            out.write(type - 7);
        }
        if (size >= 29) {
            out.write(size - 29);
        }
    }
}
