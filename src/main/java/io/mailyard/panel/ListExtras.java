package io.mailyard.panel;

import java.util.List;

/**
 * A kind of objects whose list is searched, sorted and filtered, with nothing more.
 *
 * @param sorts the orders of its list, the usual one first
 * @param filter the field by whose words its list is filtered
 * @param filterWords those that are offered
 */
record ListExtras(List<String> sorts, String filter, List<String> filterWords)
        implements NounExtras {}
