package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Present;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ImplicitTuple;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;

/**
 * Writes a document as YAML 1.2 in block style. Text is plain if every schema of YAML 1.1 and 1.2
 * reads it as text, otherwise in double quotes.
 */
public final class YamlText {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*");

    /** Words that the schemas of YAML 1.1 and 1.2 do not read as text, in lower case. */
    private static final Set<String> WORDS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    /** Maximum length of a list on one line; a longer one has a line for each item. */
    private static final int LINE = 80;

    /** Maximum length of a key on one line with its value in YAML. */
    private static final int MAX_KEY = 1024;

    private static final ImplicitTuple NO_TAG = new ImplicitTuple(true, true);

    private final List<Event> events = new ArrayList<>();

    /** Whether some text has invisible characters. */
    private boolean hasInvisible;

    private YamlText() {}

    /** The document, which ends with a line break. */
    public static String of(Value value) {
        YamlText text = new YamlText();
        text.events.add(new StreamStartEvent());
        text.events.add(new DocumentStartEvent(false, Optional.empty(), Map.of()));
        text.add(value);
        text.events.add(new DocumentEndEvent(false));
        text.events.add(new StreamEndEvent());
        // escapes everything beyond ASCII if anything must be escaped: the writer has no finer rule
        DumpSettings settings =
                DumpSettings.builder()
                        .setIndent(2)
                        .setIndicatorIndent(2)
                        .setIndentWithIndicator(true)
                        .setWidth(Integer.MAX_VALUE)
                        .setSplitLines(false)
                        .setMaxSimpleKeyLength(MAX_KEY)
                        .setUseUnicodeEncoding(!text.hasInvisible)
                        .build();
        return new Present(settings).emitToString(text.events.iterator());
    }

    private void add(Value value) {
        switch (value) {
            case Value.Members(Map<String, Value> members) -> {
                events.add(
                        new MappingStartEvent(
                                Optional.empty(), Optional.empty(), true, FlowStyle.BLOCK));
                members.forEach((name, member) -> {
                    text(name);
                    add(member);
                });
                events.add(new MappingEndEvent());
            }
            case Value.Items(List<Value> items) -> {
                FlowStyle style = isShort(items) ? FlowStyle.FLOW : FlowStyle.BLOCK;
                events.add(new SequenceStartEvent(Optional.empty(), Optional.empty(), true, style));
                items.forEach(this::add);
                events.add(new SequenceEndEvent());
            }
            case Value.Text(String text) -> text(text);
            case Value.Numeral(String literal) -> scalar(literal, ScalarStyle.PLAIN);
            case Value.Flag(boolean on) -> scalar(String.valueOf(on), ScalarStyle.PLAIN);
            case Value.Nothing _ -> scalar("null", ScalarStyle.PLAIN);
        }
    }

    private void text(String text) {
        hasInvisible |= text.codePoints().anyMatch(YamlText::isInvisible);
        scalar(text, isPlain(text) ? ScalarStyle.PLAIN : ScalarStyle.DOUBLE_QUOTED);
    }

    private void scalar(String text, ScalarStyle style) {
        events.add(new ScalarEvent(Optional.empty(), Optional.empty(), NO_TAG, text, style));
    }

    private static boolean isPlain(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    /** Whether a list fits a line: a few short texts or numbers. */
    private static boolean isShort(List<Value> items) {
        int length = 0;
        for (Value item : items) {
            length +=
                    switch (item) {
                        case Value.Text(String text) -> text.length() + 4;
                        case Value.Numeral(String literal) -> literal.length() + 2;
                        case Value.Flag _, Value.Nothing _ -> 7;
                        case Value.Members _, Value.Items _ -> LINE + 1;
                    };
        }
        return length <= LINE;
    }

    /**
     * Whether a character is a format character or has no glyph; the writer escapes control
     * characters itself.
     */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    true;
            default -> false;
        };
    }
}
