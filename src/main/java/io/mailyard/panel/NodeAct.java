package io.mailyard.panel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Act on the MTA of a node, or on those of all nodes. */
enum NodeAct {
    START("activate"),
    STOP("deactivate"),
    SYNC("sync");

    private final String verb;

    NodeAct(String verb) {
        this.verb = verb;
    }

    static Optional<NodeAct> of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst();
    }

    /** As in addresses and keys of words. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String call() {
        return "nodes/mta/" + verb;
    }

    /**
     * Where it is asked about.
     *
     * @param path of the node, or of all
     */
    String address(String path) {
        return path + "/mta/" + word();
    }

    String label(Translations words) {
        return words.text("node.act." + word());
    }
}
