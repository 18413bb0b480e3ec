package io.mailyard.tariffs;

/** The number of a tariff, 1 or more. */
public record TariffId(long value) {
    @Override
    public String toString() {
        return Long.toString(value);
    }
}
