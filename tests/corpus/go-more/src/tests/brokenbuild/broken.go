package brokenbuild

func Broken() int { return panics("fatal error: not found") }
