package para

import "strings"

// Field returns the nth field of a record.
func Field(record string, n int) string {
	return strings.Split(record, ",")[n] //@para
}
