package io.mailyard.cli;

import java.util.List;

/**
 * A group of commands about one noun.
 *
 * @param name its name as it is typed, for example {@code accounts}
 * @param one its singular for messages, for example {@code account}
 */
record Noun(String name, String one, String says, List<Operation> operations) {}
