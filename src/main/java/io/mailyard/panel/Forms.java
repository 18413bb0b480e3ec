package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.fields.Field;
import io.mailyard.fields.FieldKind;
import io.mailyard.panel.FormView.Input;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a form from the declared fields of a noun: label, help, bounds and words are those of the
 * declaration, so that a new field is in the form at once. Translations of another language stand
 * in its bundle, as {@code field.NOUN.NAME}.
 */
public final class Forms implements FormInputs {
    private static final int LONG_TEXT = 300;

    private final Translations words;
    private final String noun;
    private final List<Field<?>> fields;
    private final Map<String, List<SelectOption>> references;
    private final ZoneId zone;

    /**
     * @param references what may be chosen for fields that name another object, by parameter
     */
    Forms(
            Translations words,
            String noun,
            List<Field<?>> fields,
            Map<String, List<SelectOption>> references) {
        this(words, ZoneOffset.UTC, noun, fields, references);
    }

    /** A form with times, which are written by the clock of the reader's zone. */
    public Forms(Visit visit, String noun, List<Field<?>> fields) {
        this(visit.words(), visit.zone(), noun, fields, Map.of());
    }

    private Forms(
            Translations words,
            ZoneId zone,
            String noun,
            List<Field<?>> fields,
            Map<String, List<SelectOption>> references) {
        this.words = words;
        this.zone = zone;
        this.noun = noun;
        this.fields = fields;
        this.references = references;
    }

    /** The inputs with the values of an object, as an answer shows it. */
    @Override
    public Map<String, Input> shown(Value.Members object) {
        return inputs(field -> valueOf(field, object), List.of(), Optional.empty());
    }

    /** The inputs of a new object. */
    @Override
    public Map<String, Input> fresh() {
        return inputs(Forms::initial, List.of(), Optional.empty());
    }

    /**
     * The inputs as they were sent.
     *
     * @param now the object as another has changed it meanwhile
     */
    @Override
    public Map<String, Input> sent(Visit visit, List<Fault> faults, Optional<Value.Members> now) {
        return inputs(field -> isSecret(field) ? "" : sentValue(field, visit::field), faults, now);
    }

    private static String sentValue(Field<?> field, UnaryOperator<String> sent) {
        String text = sent.apply(field.sent().name());
        return isFlag(field) ? String.valueOf(text.equals("true")) : text;
    }

    /** A secret is sent, never shown: not even where its form comes back with faults. */
    private static boolean isSecret(Field<?> field) {
        return Boolean.TRUE.equals(field.bounds().get("writeOnly"));
    }

    private interface ValueSource {
        String of(Field<?> field);
    }

    private Map<String, Input> inputs(
            ValueSource values, List<Fault> faults, Optional<Value.Members> now) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (Field<?> field : fields) {
            String value = values.of(field);
            String theirs =
                    now.map(object -> valueOf(field, object))
                            .filter(text -> !text.equals(value))
                            .map(text -> text.isEmpty() ? words.text("form.nothing") : text)
                            .orElse("");
            inputs.put(field.sent().name(), input(field, value, faults, theirs));
        }
        return inputs;
    }

    private Input input(Field<?> field, String value, List<Fault> faults, String theirs) {
        Map<String, Object> bounds = field.bounds();
        String name = field.sent().name();
        List<SelectOption> choices = choices(field, bounds);
        String kind =
                isFlag(field)
                        ? "check"
                        : !choices.isEmpty()
                                ? "choice"
                                : "integer".equals(bounds.get("type"))
                                        ? "number"
                                        : isOfLines(field, bounds) ? "lines" : "text";
        return new Input(
                name,
                kind,
                label(field),
                help(field),
                value,
                choices,
                field.isNeeded(),
                text(bounds.get("minimum")),
                text(bounds.get("maximum")),
                text(bounds.get("maxLength")),
                fault(name, faults),
                theirs,
                FieldPages.anchor(noun, field));
    }

    private static boolean isFlag(Field<?> field) {
        return field.codec().kind() == FieldKind.FLAG;
    }

    private static boolean isOfLines(Field<?> field, Map<String, Object> bounds) {
        return switch (field.codec().kind()) {
            case PAIRS, TEXTS -> true;
            default -> isLong(field, bounds);
        };
    }

    private static boolean isLong(Field<?> field, Map<String, Object> bounds) {
        // what an object cannot do without is its name, which has one line, as a mail address has
        return !field.isNeeded()
                && !"email".equals(bounds.get("format"))
                && bounds.get("maxLength") instanceof Number most
                && most.longValue() > LONG_TEXT;
    }

    private static String text(@Nullable Object bound) {
        return bound == null ? "" : bound.toString();
    }

    /** Returns the form's name for a field. */
    String label(Field<?> field) {
        return words.or("field." + noun + "." + field.name(), field.label());
    }

    private static boolean isTime(Field<?> field) {
        return field.codec().kind() == FieldKind.TIME;
    }

    private String help(Field<?> field) {
        String help = words.or("field." + noun + "." + field.name() + ".help", field.doc());
        return isTime(field) ? help + " " + words.text("form.time", zone.getId()) : help;
    }

    private List<SelectOption> choices(Field<?> field, Map<String, Object> bounds) {
        List<SelectOption> known = references.get(field.sent().name());
        if (known != null) {
            return known;
        }
        return bounds.get("enum") instanceof List<?> words
                ? words.stream()
                        .map(String::valueOf)
                        .map(word -> new SelectOption(word, choice(field, word)))
                        .toList()
                : List.of();
    }

    /** Returns the form's name for one of a field's words; {@code word} empty: none of them. */
    private String choice(Field<?> field, String word) {
        return words.or(
                "value." + noun + "." + field.name() + "." + word,
                word.isEmpty() ? words.text("form.nothing") : word);
    }

    private String fault(String name, List<Fault> faults) {
        return faults.stream()
                .filter(fault -> isOf(name, fault))
                .map(fault -> ServerTexts.of(words, fault.reason()))
                .findFirst()
                .orElse("");
    }

    private static boolean isOf(String name, Fault fault) {
        return fault.field().equals(name)
                || fault.field().startsWith(name + "[")
                || fault.field().startsWith(name + ".");
    }

    /** Faults of nothing that is in the form. */
    @Override
    public List<Fault> others(List<Fault> faults) {
        return faults.stream()
                .filter(fault ->
                        fields.stream().noneMatch(field -> isOf(field.sent().name(), fault)))
                .toList();
    }

    private String valueOf(Field<?> field, Value.Members object) {
        return switch (field.codec().kind()) {
            case PAIRS ->
                    Values.object(object, field.name()).values().entrySet().stream()
                            .map(pair -> pair.getKey() + ": " + Values.shown(pair.getValue()))
                            .collect(Collectors.joining("\n"));
            case TEXTS -> String.join("\n", Values.texts(object, field.name()));
            case TIME ->
                    Values.time(object, field.name())
                            .map(time -> WrittenTime.shown(time, zone))
                            .orElse("");
            default -> Values.text(object, field.name());
        };
    }

    private static String initial(Field<?> field) {
        return switch (field.initial().orElse(null)) {
            case Boolean flag -> flag.toString();
            case Long number -> number.toString();
            case String text -> text;
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case null, default -> "";
        };
    }

    /**
     * Returns the values in the form as a call's parameters; a field that is empty and has no text
     * is absent.
     */
    @Override
    public Map<String, Value> params(Visit visit) {
        return params(visit::field);
    }

    /**
     * Returns the values that {@code sent} gives by name, as a call's parameters.
     *
     * @param sent returns what stands in the field of a parameter; empty: nothing
     */
    Map<String, Value> params(UnaryOperator<String> sent) {
        Map<String, Value> params = new LinkedHashMap<>();
        for (Field<?> field : fields) {
            String name = field.sent().name();
            String text = sentValue(field, sent);
            if (isSecret(field) && text.isBlank()) {
                continue;
            }
            switch (field.codec().kind()) {
                case FLAG -> params.put(name, new Value.Flag(text.equals("true")));
                case TEXTS, NUMBERS, IDS, REFERENCES ->
                        params.put(name, new Value.Items(items(text)));
                case TEXT, LINE, DOMAIN -> params.put(name, new Value.Text(text));
                case TIME -> {
                    // of an object that is there, nothing takes the time away
                    if (!text.isBlank() || !sent.apply("version").isEmpty()) {
                        params.put(name, new Value.Text(written(text)));
                    }
                }
                case PAIRS -> params.put(name, pairs(text));
                case WORD, NUMBER, DECIMAL, ID, REFERENCE, OBJECTS, OTHER -> {
                    if (!text.isBlank()) {
                        params.put(name, new Value.Text(text.strip()));
                    } else if (field.isNeeded() || mayBeNone(name)) {
                        params.put(name, new Value.Text(""));
                    }
                }
            }
        }
        return params;
    }

    /** A time for the call; what is none goes as it stands, so that the call says why not. */
    private String written(String text) {
        return WrittenTime.read(text, zone).map(Instant::toString).orElse(text.strip());
    }

    /** Whether "none" is among the objects that may be chosen. */
    private boolean mayBeNone(String name) {
        return references.getOrDefault(name, List.of()).stream()
                .anyMatch(choice -> choice.value().isEmpty());
    }

    private static List<Value> items(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(item -> !item.isEmpty())
                .<Value>map(Value.Text::new)
                .toList();
    }

    /** Lines of names and values, parted by the first colon with a space, else the first one. */
    private static Value pairs(String text) {
        Map<String, Value> pairs = new LinkedHashMap<>();
        text.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> {
                    int colon = line.contains(": ") ? line.indexOf(": ") : line.indexOf(':');
                    pairs.put(
                            (colon < 0 ? line : line.substring(0, colon)).strip(),
                            new Value.Text(colon < 0 ? "" : line.substring(colon + 1).strip()));
                });
        return new Value.Members(pairs);
    }

    /** Inputs in parts: each a title and the names in it; what no part names stands in the last. */
    static List<FormView.FormPart> parts(
            Map<String, Input> inputs, Map<String, List<String>> titles) {
        List<FormView.FormPart> parts = new ArrayList<>();
        Map<String, Input> rest = new LinkedHashMap<>(inputs);
        titles.values().forEach(names -> names.forEach(rest::remove));
        int left = titles.size();
        for (Map.Entry<String, List<String>> title : titles.entrySet()) {
            List<Input> some = new ArrayList<>();
            title.getValue().stream().map(inputs::get).filter(Objects::nonNull).forEach(some::add);
            left--;
            if (left == 0) {
                some.addAll(rest.values());
            }
            if (!some.isEmpty()) {
                parts.add(new FormView.FormPart(title.getKey(), some));
            }
        }
        return parts;
    }
}
