package io.mailyard.main;

import io.mailyard.config.Settings;
import io.mailyard.db.StoreConfig;
import io.mailyard.server.AllSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that all commands on this machine's data share. */
final class StoreOptions {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The data folder; default MAILYARD_DATA, else data.")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of key = value lines (docs/configuration.md).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; overrides the file.")
    private List<String> pairs = List.of();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    @SuppressWarnings("UnusedVariable") // read by picocli
    private boolean help;

    StoreOptions() {}

    StoreOptions(Optional<Path> data, Optional<Path> config, List<String> pairs) {
        this.data = data;
        this.config = config;
        this.pairs = pairs;
    }

    /** The data folder; it need not exist. */
    Path data() {
        String variable = System.getenv("MAILYARD_DATA");
        boolean named = variable != null && !variable.isBlank();
        return data.orElse(Path.of(named ? variable : "data"));
    }

    /**
     * Settings from file, environment and options, over the defaults.
     *
     * @throws io.mailyard.base.StartException that names every fault
     */
    Settings settings() {
        return settings(List.of());
    }

    /** Returns these settings, overridden by more pairs. */
    Settings settings(List<String> more) {
        List<String> all = new ArrayList<>(pairs);
        all.addAll(more);
        return Settings.load(AllSettings.list(), config, all);
    }

    StoreConfig store() {
        return StoreConfig.from(settings());
    }
}
