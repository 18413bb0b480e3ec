package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The arguments of a command, as parameters of its operation. */
final class ParsedArguments {
    /** Java's replacement for bytes that are not text in the locale. */
    private static final char UNREADABLE = '�';

    private final CommandLine line;
    private final ParseResult parsed;

    ParsedArguments(CommandLine commandLine) {
        this.line = commandLine;
        this.parsed = commandLine.getParseResult();
    }

    /** Whether a switch such as {@code --json} is given. */
    boolean has(String option) {
        return text(option).filter("true"::equals).isPresent();
    }

    /** An option's text. */
    Optional<String> text(String option) {
        return Optional.ofNullable(parsed.matchedOption(option)).map(this::text);
    }

    private String text(ArgSpec matched) {
        Object value = matched.getValue();
        String text = value.toString();
        if (text.indexOf(UNREADABLE) >= 0) {
            throw wrong("'" + text + "' is not readable here: is LC_ALL a UTF-8 locale?");
        }
        return text;
    }

    /** A numeric option from 1 to {@code most}. */
    Optional<Long> count(String option, long most) {
        return text(option)
                .map(text -> {
                    long count = parsed(text, option);
                    if (count < 1 || count > most) {
                        throw wrong(option + ": " + text + " is not from 1 to " + most);
                    }
                    return count;
                });
    }

    private long parsed(String text, String option) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException bad) {
            throw wrong(option + ": '" + text + "' is not a whole number");
        }
    }

    /** The request's body. */
    Map<String, Value> body(Operation operation, CliEnvironment around) {
        Map<String, Object> tree = new LinkedHashMap<>();
        int place = 0;
        for (Arg arg : operation.args()) {
            Optional<String> typed = arg.placed() ? placed(place++) : text(arg.option());
            if (typed.isPresent()) {
                put(tree, arg.path(), value(arg, typed.get(), around));
            }
        }
        return members(tree);
    }

    /** The positional argument at this place, from 0. */
    Optional<String> place(int place) {
        return placed(place);
    }

    private Optional<String> placed(int place) {
        return parsed.hasMatchedPositional(place)
                ? Optional.of(text(parsed.matchedPositional(place)))
                : Optional.empty();
    }

    private Value value(Arg arg, String text, CliEnvironment around) {
        try {
            return arg.kind().value(text, around);
        } catch (IllegalArgumentException bad) {
            throw wrong((arg.placed() ? arg.param() : arg.option()) + ": " + bad.getMessage());
        }
    }

    /**
     * A fault of the command line: picocli prints it with the command's usage, and exits with 2.
     */
    ParameterException wrong(String what) {
        return new ParameterException(line, TerminalText.text(what));
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> tree, List<String> path, Value value) {
        if (path.size() == 1) {
            tree.put(path.getFirst(), value);
        } else {
            Object inner = tree.computeIfAbsent(path.getFirst(), _ -> new LinkedHashMap<>());
            put((Map<String, Object>) inner, path.subList(1, path.size()), value);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Value> members(Map<String, Object> tree) {
        Map<String, Value> members = new LinkedHashMap<>();
        tree.forEach((name, value) ->
                members.put(
                        name,
                        value instanceof Value leaf
                                ? leaf
                                : new Value.Members(members((Map<String, Object>) value))));
        return Collections.unmodifiableMap(members);
    }
}
