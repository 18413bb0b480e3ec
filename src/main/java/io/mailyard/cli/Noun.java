package io.mailyard.cli;

import java.util.List;

/**
 * A group of commands about one noun.
 *
 * @param name as it is typed, such as {@code accounts}
 * @param one a single one, such as {@code account}, for what is said when it is done
 */
record Noun(String name, String one, String says, List<Operation> operations) {}
