package io.mailyard.operations;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The log: one line per event on standard error, for people or for machines. */
public final class Logs {
    private static final Setting<String> FORMAT =
            Setting.oneOf(
                    "log.format",
                    List.of("text", "json"),
                    "text",
                    "text: for people; json: an object a line, for machines.");
    private static final Setting<String> LEVEL =
            Setting.oneOf(
                    "log.level",
                    List.of("error", "warn", "info", "debug"),
                    "info",
                    "What is logged: this and what is graver.");

    /** The settings of the log. */
    public static final List<Setting<?>> SETTINGS = List.of(FORMAT, LEVEL);

    /**
     * The name of {@link LastingLogs}, for the system property {@code java.util.logging.manager},
     * before anything logs.
     */
    public static final String MANAGER = "io.mailyard.operations.LastingLogs";

    /** Referenced, since an unreferenced logger loses its level. */
    private static final Logger ROOT = Logger.getLogger("");

    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private Logs() {}

    /** Sets up the log of this process. */
    public static void start(Settings settings) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        ConsoleHandler console = new ConsoleHandler();
        console.setFormatter(new LogLines(settings.get(FORMAT).equals("json")));
        console.setLevel(Level.ALL);
        LogFlood flood = new LogFlood(console, System::nanoTime);
        ROOT.addHandler(flood);
        Thread.ofPlatform().daemon().name("mailyard-log").start(() -> tick(flood));
        level(settings);
        JETTY.setLevel(Level.WARNING);
    }

    /** Logs by {@code log.level} from now on. */
    public static void level(Settings settings) {
        ROOT.setLevel(level(settings.get(LEVEL)));
    }

    private static void tick(LogFlood flood) {
        try {
            while (true) {
                Thread.sleep(1_000);
                flood.tick();
            }
        } catch (InterruptedException stopped) {
            flood.close();
        }
    }

    private static Level level(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "error" -> Level.SEVERE;
            case "warn" -> Level.WARNING;
            case "debug" -> Level.FINE;
            default -> Level.INFO;
        };
    }
}
