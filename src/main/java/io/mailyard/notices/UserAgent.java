package io.mailyard.notices;

import io.mailyard.mime.OneLine;
import io.mailyard.templates.Language;
import java.util.List;
import java.util.Optional;

/**
 * The program that sent a request, parsed from its User-Agent: a browser and a system if both are
 * known, otherwise the User-Agent itself, shortened.
 *
 * @param program for example {@code Firefox 128}
 * @param system for example {@code Windows}; empty if unknown
 */
public record UserAgent(String program, String system) {
    /** Maximum length, more than any browser sends; the rest is ignored. */
    private static final int MAX_READ = 512;

    /** Maximum length of an unknown User-Agent, which fits a line of a mail. */
    private static final int MAX_SHOWN = 80;

    /** The token of a program, and its name; the first match wins, so rarer ones come first. */
    private static final List<AgentSign> PROGRAMS =
            List.of(
                    new AgentSign("YaBrowser/", "Yandex Browser"),
                    new AgentSign("EdgiOS/", "Edge"),
                    new AgentSign("EdgA/", "Edge"),
                    new AgentSign("Edg/", "Edge"),
                    new AgentSign("OPR/", "Opera"),
                    new AgentSign("Vivaldi/", "Vivaldi"),
                    new AgentSign("SamsungBrowser/", "Samsung Internet"),
                    new AgentSign("FxiOS/", "Firefox"),
                    new AgentSign("Firefox/", "Firefox"),
                    new AgentSign("CriOS/", "Chrome"),
                    new AgentSign("Chrome/", "Chrome"));

    private static final List<AgentSign> SYSTEMS =
            List.of(
                    new AgentSign("Windows", "Windows"),
                    new AgentSign("Android", "Android"),
                    new AgentSign("iPhone", "iPhone"),
                    new AgentSign("iPad", "iPad"),
                    new AgentSign("Mac OS X", "macOS"),
                    new AgentSign("CrOS", "ChromeOS"),
                    new AgentSign("Linux", "Linux"));

    private record AgentSign(String token, String name) {}

    /** Parses a User-Agent; empty if it says nothing. */
    public static Optional<UserAgent> of(String userAgent) {
        String read = OneLine.of(userAgent, MAX_READ);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> program = program(read);
        return Optional.of(
                program.map(name -> new UserAgent(name, system(read)))
                        .orElseGet(() -> new UserAgent(OneLine.of(read, MAX_SHOWN), "")));
    }

    /** The program for people, for example {@code Firefox 128 on Windows}. */
    public String shown(Language language) {
        if (system.isEmpty()) {
            return program;
        }
        return switch (language) {
            case RU -> program + ", " + system;
            case EN -> program + " on " + system;
        };
    }

    private static Optional<String> program(String read) {
        if (!read.startsWith("Mozilla/")) {
            return Optional.empty();
        }
        for (AgentSign sign : PROGRAMS) {
            int at = read.indexOf(sign.token());
            if (at >= 0) {
                return Optional.of(named(sign.name(), read, at + sign.token().length()));
            }
        }
        int version = read.indexOf("Version/");
        return version >= 0 && read.contains("Safari/")
                ? Optional.of(named("Safari", read, version + "Version/".length()))
                : Optional.empty();
    }

    /** The name and the first number of the version, if there is one at {@code from}. */
    private static String named(String name, String read, int from) {
        int to = from;
        while (to < read.length() && to < from + 4 && Character.isDigit(read.charAt(to))) {
            to++;
        }
        return to == from ? name : name + " " + read.substring(from, to);
    }

    private static String system(String read) {
        return SYSTEMS.stream()
                .filter(sign -> read.contains(sign.token()))
                .map(AgentSign::name)
                .findFirst()
                .orElse("");
    }
}
