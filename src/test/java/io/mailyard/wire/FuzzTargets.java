package io.mailyard.wire;

import io.mailyard.api.Binder;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Types;
import io.mailyard.base.ApiException;
import io.mailyard.base.Fault;
import io.mailyard.http.HeaderText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is fuzzed: each target takes any bytes and throws where a promise is broken. Nothing may
 * come out of a reader but {@link UnreadableBody} and {@link ApiException}.
 */
public final class FuzzTargets {
    private FuzzTargets() {}

    /** The JSON reader; what was read is written in both formats and read again. */
    public static final class Json {
        private Json() {}

        /** Loads and instruments the classes, which is no input's work. */
        public static void fuzzerInitialize() {
            warmUp();
        }

        public static void fuzzerTestOneInput(byte[] data) {
            read(data, Optional.of("application/json")).ifPresent(FuzzTargets::again);
        }
    }

    /** The XML reader; what was read is written in both formats and read again. */
    public static final class Xml {
        private Xml() {}

        /** Loads and instruments the classes, which is no input's work. */
        public static void fuzzerInitialize() {
            warmUp();
        }

        public static void fuzzerTestOneInput(byte[] data) {
            read(data, Optional.of("application/xml")).ifPresent(FuzzTargets::again);
        }
    }

    /** Any body, bound to parameters of every type. */
    public static final class Bound {
        private static final Param<Long> ID = Param.of("id", Types.id(), "");
        private static final Param<Long> PERCENT =
                Param.of("percent", Types.integer(1, 100), "").required();
        private static final Param<List<Params>> SENDERS =
                Param.of(
                        "senders",
                        Types.array(
                                Types.object(
                                        "Sender",
                                        PERCENT,
                                        Param.of("from_name", Types.text(0, 20), "")),
                                10),
                        "");
        private static final Param<List<Params>> RULES =
                Param.of(
                        "email_rules",
                        Types.array(
                                Types.object(
                                        "Rule",
                                        Param.of("type", Types.oneOf("default", "from_domain"), ""),
                                        Param.of("value", Types.reference(), ""),
                                        SENDERS),
                                100),
                        "");
        private static final List<Param<?>> ALL =
                List.of(
                        ID,
                        Param.of("name", Types.text(1, 128), "").requiredToCreate(),
                        Param.of("tariff", Types.reference(), "").requiredToCreate(),
                        Param.of("active", Types.flag(), "").defaultsTo(true),
                        Param.of("until", Types.time(), ""),
                        Param.of("url", Types.url(), ""),
                        Param.of("ids", Types.array(Types.array(Types.id(), 50), 50), ""),
                        Param.of(
                                "alerts",
                                Types.object("Alerts", Param.of("a", Types.flag(), "")),
                                ""),
                        RULES);

        private Bound() {}

        /** Loads and instruments the classes, which is no input's work. */
        public static void fuzzerInitialize() {
            warmUp();
        }

        public static void fuzzerTestOneInput(byte[] data) {
            Optional<ParsedBody> body = read(data, Optional.empty());
            if (body.isEmpty()) {
                return;
            }
            List<Fault> faults = new ArrayList<>();
            Params params = Binder.bind(ALL, body.get().members(), "", body.get().format(), faults);
            check(faults.size() <= Binder.MOST_FAULTS, "more faults than are of use");
            for (Fault fault : faults) {
                check(!fault.field().isBlank() && fault.field().length() < 200, "a fault's field");
                check(!fault.reason().isBlank() && fault.reason().length() < 800, "its reason");
            }
            if (faults.isEmpty()) {
                ALL.stream().filter(params::has).forEach(params::get);
            }
            List<String> unknown = new ArrayList<>();
            Binder.unknown(ALL, body.get().members(), "", unknown);
            check(unknown.size() <= Binder.MOST_FAULTS, "more names than are of use");
            String header = HeaderText.list(unknown);
            check(header.length() < 4_000, "a long header");
            check(header.chars().allMatch(c -> c >= 0x20 && c < 0x7F), "a header's characters");
            for (WireFormat format : WireFormat.values()) {
                byte[] answer = Envelope.error(ApiException.badRequest(faults), format);
                check(read(answer, Optional.of(format.mediaType())).isPresent(), "no answer");
            }
        }
    }

    private static void again(ParsedBody body) {
        Value.Members members = body.members();
        byte[] json = JsonOut.write(out -> members.values().forEach(out::value));
        check(JsonReader.read(json, 0).equals(members), "JSON differs");
        byte[] xml = XmlOut.write(out -> members.values().forEach(out::value));
        if (XmlForm.fits(members)) {
            check(XmlReader.read(xml, 0).equals(XmlForm.of(members)), "XML differs");
        }
    }

    private static Optional<ParsedBody> read(byte[] data, Optional<String> type) {
        try {
            return Optional.of(BodyReader.read(data, type));
        } catch (UnreadableBody refused) {
            check(refused.line() >= 1 && refused.column() >= 1, "no place");
            check(refused.text().length() < 8_000, "long text");
            return Optional.empty();
        } catch (ApiException refused) {
            check(refused.text().length() < 1_000, "long text");
            return Optional.empty();
        }
    }

    private static void check(boolean holds, String broken) {
        if (!holds) {
            throw new IllegalStateException(broken);
        }
    }

    private static void warmUp() {
        for (String body :
                List.of("{\"id\":[1,true,null,{\"a\":\"\"}]}", "<xml><a b=''>1</a></xml>")) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            read(bytes, Optional.empty()).ifPresent(FuzzTargets::again);
            read(Arrays.copyOf(bytes, bytes.length - 1), Optional.empty());
            Bound.fuzzerTestOneInput(bytes);
        }
    }

    /** Every input to each of them. */
    public static final class Every {
        private Every() {}

        /** Loads and instruments the classes, which is no input's work. */
        public static void fuzzerInitialize() {
            warmUp();
        }

        public static void fuzzerTestOneInput(byte[] data) {
            Json.fuzzerTestOneInput(data);
            Xml.fuzzerTestOneInput(data);
            Bound.fuzzerTestOneInput(data);
        }
    }

    /**
     * What a run fuzzes: each target by itself where it is long, and one program with all where it
     * is short, since a program's start costs more than the seconds it then has.
     */
    static List<Class<?>> ofRun(boolean isLong) {
        return isLong ? List.of(Json.class, Xml.class, Bound.class) : List.of(Every.class);
    }
}
