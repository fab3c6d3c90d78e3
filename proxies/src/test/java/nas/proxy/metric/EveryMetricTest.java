package nas.proxy.metric;

import nas.proxy.Metric;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every metric of the module to the contract, so that none can be forgotten. */
@ParameterizedClass(name = "{0}")
@MethodSource("nas.proxy.metric.Metrics#all")
record EveryMetricTest(Metric metric) implements MetricContract {}
