import com.microsoft.gctoolkit.GCToolKit;
import com.microsoft.gctoolkit.aggregator.Aggregates;
import com.microsoft.gctoolkit.aggregator.Aggregation;
import com.microsoft.gctoolkit.aggregator.Aggregator;
import com.microsoft.gctoolkit.aggregator.Collates;
import com.microsoft.gctoolkit.aggregator.EventSource;
import com.microsoft.gctoolkit.event.g1gc.G1GCPauseEvent;
import com.microsoft.gctoolkit.event.generational.GenerationalGCPauseEvent;
import com.microsoft.gctoolkit.io.SingleGCLogFile;
import java.nio.file.Path;

/** Counts the pauses of a GC log and adds them up: the least that a summary does. */
public class Pauses {
    public static void main(String[] arguments) throws Exception {
        Total total = new Total();
        GCToolKit toolkit = new GCToolKit();
        toolkit.loadAggregation(total);
        toolkit.analyze(new SingleGCLogFile(Path.of(arguments[0])));
        System.out.printf("%d pauses, %.3f s%n", total.count, total.seconds);
        System.exit(0);
    }

    @Collates(Sum.class)
    public static class Total extends Aggregation {
        long count;
        double seconds;

        void add(double duration) {
            count++;
            seconds += duration;
        }

        @Override
        public boolean hasWarning() {
            return false;
        }

        @Override
        public boolean isEmpty() {
            return count == 0;
        }
    }

    @Aggregates({EventSource.G1GC, EventSource.GENERATIONAL})
    public static class Sum extends Aggregator<Total> {
        public Sum(Total total) {
            super(total);
            register(G1GCPauseEvent.class, (G1GCPauseEvent event) -> total.add(event.getDuration()));
            register(GenerationalGCPauseEvent.class, (GenerationalGCPauseEvent event) -> total.add(event.getDuration()));
        }
    }
}
