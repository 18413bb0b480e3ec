package io.mailyard.protocol;

import java.util.List;

/**
 * Status that a node's process reports.
 *
 * @param revision the applied configuration revision; 0 if none
 * @param running whether its MTA makes attempts
 * @param problems problems, for example an IP that is not on the machine
 * @param stop number of the newest stop, known to all mail leased from now on
 * @param sync time of the last synchronisation requested by an administrator, in epoch milliseconds
 */
public record NodeStatus(
        long revision, boolean running, List<String> problems, long stop, long sync) {}
