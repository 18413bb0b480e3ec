package io.mailyard.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any value that can be read, written and read again, by seeded chance. */
class RoundTripTest {
    private static final int EACH = 200;
    private static final String CHARACTERS =
            "aZ09 \t\n\r\"\\/<>&'][{}:,;=\u007f\u0085\u00a0éйß€\u2028\uD7FF\uE000\uFEFF\uFFFD";

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void value_comesBackFromJsonAsItWas(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            Value.Members members = members(random, 0, false);
            byte[] json = JsonOut.write(out -> members.values().forEach(out::value));

            assertThat(JsonReader.read(json, 0)).as(new String(json, UTF_8)).isEqualTo(members);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void value_comesBackFromXmlAsXmlHasIt(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            Value.Members members = members(random, 0, true);
            byte[] xml = XmlOut.write(out -> members.values().forEach(out::value));

            assertThat(XmlReader.read(xml, 0))
                    .as(new String(xml, UTF_8))
                    .isEqualTo(XmlForm.of(members));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyBytes_areReadOrRefused(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EACH; i++) {
            Value.Members members = members(random, 0, true);
            byte[] body =
                    random.nextBoolean()
                            ? JsonOut.write(out -> members.values().forEach(out::value))
                            : XmlOut.write(out -> members.values().forEach(out::value));
            for (int flips = random.nextInt(4); flips > 0; flips--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }

            FuzzTargets.Json.fuzzerTestOneInput(body);
            FuzzTargets.Xml.fuzzerTestOneInput(body);
            FuzzTargets.Bound.fuzzerTestOneInput(body);
        }
    }

    private static Value value(Random random, int depth, boolean plain) {
        return switch (random.nextInt(depth > 5 ? 4 : 6)) {
            case 0 -> new Value.Text(text(random));
            case 1 -> new Value.Numeral(numeral(random));
            case 2 -> new Value.Flag(random.nextBoolean());
            case 3 -> new Value.Nothing();
            case 4 -> items(random, depth + 1, plain);
            default -> members(random, depth + 1, plain);
        };
    }

    private static Value.Items items(Random random, int depth, boolean plain) {
        List<Value> items = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            items.add(value(random, depth, plain));
        }
        return new Value.Items(items);
    }

    private static Value.Members members(Random random, int depth, boolean plain) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (int count = random.nextInt(5); count > 0; count--) {
            members.put(plain ? name(random) : text(random), value(random, depth, plain));
        }
        return new Value.Members(members);
    }

    private static String name(Random random) {
        String name = "a_Z-.9x";
        int length = 1 + random.nextInt(name.length() - 1);
        return (random.nextBoolean() ? "_" : "k") + name.substring(0, length) + random.nextInt(9);
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int count = random.nextInt(12); count > 0; count--) {
            if (random.nextInt(8) == 0) {
                text.appendCodePoint(0x10000 + random.nextInt(0x100000));
            } else {
                text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
            }
        }
        return text.toString();
    }

    private static String numeral(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> String.valueOf(random.nextLong());
            case 1 -> String.valueOf(random.nextDouble());
            case 2 -> "-0.50E+07";
            default -> String.valueOf(random.nextInt(10));
        };
    }
}
